import { HOST_NAMES, IMPURE_MEMBERS, PURE_GLOBALS } from "./pure-globals.ts";
import { isNode, nodesIn, type ParsedFile, type SyntaxNode } from "./read-imports.ts";

export interface Impurity {
  readonly line: number;
  readonly message: string;
}

/**
 * Finds what pure code uses of the outside world without an import. A name counts as a global unless the file
 * declares it. A file that declares a host name such as `process` is reported too.
 */
export function findImpurities({ program, lineOf }: ParsedFile): readonly Impurity[] {
  const nodes = [...nodesIn(program)];
  const skipped = new Set(nodes.flatMap(namesOnly));
  const declared = new Set(nodes.flatMap(declarationsIn).flatMap(boundNames));
  const found = nodes.flatMap((node) => findProblem(node, { skipped, declared }) ?? []);
  return found.map(({ at, message }) => ({ line: lineOf(at), message }));
}

interface Names {
  /** Identifiers that are only names: members, keys, labels. */
  readonly skipped: ReadonlySet<SyntaxNode>;
  readonly declared: ReadonlySet<string>;
}

function findProblem(node: SyntaxNode, { skipped, declared }: Names): Problem | undefined {
  if (node.type === "MetaProperty" && readName(node["meta"]) === "import") return problemAt(node, "uses import.meta");
  const member = impureMember(node);
  if (member !== undefined) return problemAt(node, `uses the member ${member}`);
  const name = skipped.has(node) ? undefined : readName(node);
  if (name === undefined) return undefined;
  if (HOST_NAMES.has(name)) return problemAt(node, `uses, or declares, the name ${name}`);
  return declared.has(name) || PURE_GLOBALS.has(name) ? undefined : problemAt(node, `uses the global ${name}`);
}

/** `Math.random`, `Math["random"]`, `Math[name]`, `const { random } = Math`. */
function impureMember({ type, ...node }: SyntaxNode): string | undefined {
  if (type !== "MemberExpression" && type !== "Property") return undefined;
  const key = type === "Property" ? node["key"] : node["property"];
  if (node["computed"] === true && !isLiteral(key)) {
    return readName(node["object"]) === "Math" ? "that is computed, of Math" : undefined;
  }
  const name = isLiteral(key) ? String(key["value"]) : (readName(key) ?? "");
  return IMPURE_MEMBERS.has(name) ? name : undefined;
}

function isLiteral(node: unknown): node is SyntaxNode {
  return isNode(node) && node.type === "Literal";
}

interface Problem {
  readonly at: number;
  readonly message: string;
}

function problemAt({ start }: SyntaxNode, what: string): Problem {
  return { at: start, message: `pure code ${what}` };
}

function readName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  return node.type === "Identifier" && typeof node["name"] === "string" ? node["name"] : undefined;
}

/** By node type: the children that are names, unless they are computed. */
const NAMING: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ["property"],
  Property: ["key"],
  PropertyDefinition: ["key"],
  MethodDefinition: ["key"],
  AccessorProperty: ["key"],
  TSPropertySignature: ["key"],
  TSMethodSignature: ["key"],
  TSQualifiedName: ["right"],
  TSEnumMember: ["id"],
  TSNamedTupleMember: ["label"],
  ImportSpecifier: ["imported"],
  ExportSpecifier: ["exported"],
  ImportAttribute: ["key"],
  MetaProperty: ["meta", "property"],
  LabeledStatement: ["label"],
  BreakStatement: ["label"],
  ContinueStatement: ["label"],
};

function namesOnly(node: SyntaxNode): readonly SyntaxNode[] {
  if (node["computed"] === true) return [];
  return (NAMING[node.type] ?? []).flatMap((key) => {
    const child = node[key];
    return isNode(child) ? [child] : [];
  });
}

/** By node type: the children that declare names. */
const DECLARING: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ["id"],
  FunctionDeclaration: ["id", "params"],
  FunctionExpression: ["id", "params"],
  ArrowFunctionExpression: ["params"],
  TSFunctionType: ["params"],
  TSMethodSignature: ["params"],
  TSIndexSignature: ["parameters"],
  TSMappedType: ["key"],
  ClassDeclaration: ["id"],
  ClassExpression: ["id"],
  CatchClause: ["param"],
  ImportSpecifier: ["local"],
  ImportDefaultSpecifier: ["local"],
  ImportNamespaceSpecifier: ["local"],
  TSInterfaceDeclaration: ["id"],
  TSTypeAliasDeclaration: ["id"],
  TSTypeParameter: ["name"],
  TSDeclareFunction: ["id", "params"],
  TSEmptyBodyFunctionExpression: ["params"],
};

function declarationsIn(node: SyntaxNode): readonly SyntaxNode[] {
  return (DECLARING[node.type] ?? []).flatMap((key) => {
    const value = node[key];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

/** The names that a pattern binds. */
function boundNames(pattern: SyntaxNode): readonly string[] {
  const name = readName(pattern);
  if (name !== undefined) return [name];
  const parts = [pattern["left"], pattern["argument"], pattern["value"], pattern["parameter"]];
  const lists = [pattern["properties"], pattern["elements"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...parts, ...lists].filter(isNode).flatMap(boundNames);
}
