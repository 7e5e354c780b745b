import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
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
  const script = stripTypeScriptTypes(readFileSync(file, "utf8"));
  const literals: Literal[] = [];
  visit(parse(script, { ecmaVersion: "latest", sourceType: "module" }), ({ regex }) => {
    if (regex !== undefined) literals.push({ file, source: regex.pattern, flags: regex.flags });
  });
  return literals;
}

type RegexNode = Node & { readonly regex?: { readonly pattern: string; readonly flags: string } };

function visit(value: unknown, onNode: (node: RegexNode) => void): void {
  if (typeof value !== "object" || value === null) return;
  if ("type" in value) onNode(value as RegexNode);
  for (const child of Object.values(value)) visit(child, onNode);
}

/** How matching time grows with the text: `safe` and `linear` are bounded by its length. */
export function growthOf({ source, flags }: Pick<Literal, "source" | "flags">): string {
  const checked = checkSync(source, flags, { timeout: 20_000 });
  return checked.status === "unknown" ? `unknown: ${checked.error.kind}` : checked.complexity.summary;
}
