import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { type Node, parse } from "acorn";
import { checkSync } from "recheck";

/** A regular expression literal in a source file. */
export interface Literal {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** The regular expression literals of a TypeScript file. */
export function literalsIn(file: string): readonly Literal[] {
  const literals: Literal[] = [];
  visit(parseFile(file), ({ regex }) => {
    if (regex !== undefined) literals.push({ file, source: regex.pattern, flags: regex.flags });
  });
  return literals;
}

/** Whether a file has a `new RegExp(…)`. */
export function constructsOne(file: string): boolean {
  let constructs = false;
  visit(parseFile(file), ({ type, callee }) => {
    if (type === "NewExpression" && callee?.name === "RegExp") constructs = true;
  });
  return constructs;
}

/** The regular expressions that a file constructs when it is loaded, which must be for the first time. */
export async function constructedIn(file: string): Promise<readonly Literal[]> {
  const constructed: Literal[] = [];
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct(target, [source, flags = ""]: [string, string?]) {
      constructed.push({ file, source: String(source), flags });
      return new target(source, flags);
    },
  });
  await import(path.resolve(file)).finally(() => {
    globalThis.RegExp = original;
  });
  return constructed;
}

function parseFile(file: string): Node {
  const script = stripTypeScriptTypes(readFileSync(file, "utf8"));
  return parse(script, { ecmaVersion: "latest", sourceType: "module" });
}

type RegexNode = Node & {
  readonly regex?: { readonly pattern: string; readonly flags: string };
  readonly callee?: { readonly name?: string };
};

function visit(value: unknown, onNode: (node: RegexNode) => void): void {
  if (typeof value !== "object" || value === null) return;
  if ("type" in value) onNode(value as RegexNode);
  for (const child of Object.values(value)) visit(child, onNode);
}

/** Steps bound these searches instead, so that a busy machine finds the same. */
const WITHOUT_CLOCKS = { timeout: null, attackTimeout: null, incubationTimeout: null } as const;

/** How matching time grows with the text: `safe` and `linear` are bounded by its length. */
export function growthOf({ source, flags }: Pick<Literal, "source" | "flags">): string {
  const checked = checkSync(source, flags, WITHOUT_CLOCKS);
  return checked.status === "unknown" ? `unknown: ${checked.error.kind}` : checked.complexity.summary;
}
