import { parseSync } from "oxc-parser";

/** An import of a file: static, type-only, re-exported or dynamic. */
export interface Import {
  /** As written: `../kubernetes/json.ts`, `pino`, `node:fs`. */
  readonly specifier: string;
  readonly line: number;
}

export type SyntaxNode = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

export interface ParsedFile {
  readonly path: string;
  readonly program: SyntaxNode;
  lineOf(offset: number): number;
}

/** @throws {Error} naming the file, if it cannot be parsed */
export function parseFile(path: string, text: string): ParsedFile {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return {
    path,
    program: program as unknown as SyntaxNode,
    lineOf: (offset) => text.slice(0, offset).split("\n").length,
  };
}

/** The node and its descendants. */
export function* nodesIn(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* nodesIn(child);
    }
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** Reads every import of the file. A computed specifier becomes `(computed)`, which no table allows. */
export function readImports({ program, lineOf }: ParsedFile): readonly Import[] {
  const imports: Import[] = [];
  for (const node of nodesIn(program)) {
    const source = findSource(node);
    if (source === undefined) continue;
    const specifier = typeof source["value"] === "string" ? source["value"] : "(computed)";
    imports.push({ specifier, line: lineOf(node.start) });
  }
  return imports;
}

/**
 * The node with the module's name: of an import, a re-export, `import()`, `import("x").T` or `import x = require()`.
 */
function findSource(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === "TSExternalModuleReference") return asNode(node["expression"]);
  if (node.type === "CallExpression" && isNamed(node["callee"], "require")) {
    return asNode((node["arguments"] as readonly unknown[])[0]) ?? node;
  }
  return asNode(node["source"]);
}

function asNode(value: unknown): SyntaxNode | undefined {
  return isNode(value) ? value : undefined;
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === "Identifier" && node["name"] === name;
}
