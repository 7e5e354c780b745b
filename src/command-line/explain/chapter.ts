import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { shippedFile } from "../../shipped-file.ts";

/** A title with its lines; empty without lines. */
export function chapter(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `  ${title}`, ...lines.map((line) => `    ${line}`)];
}

/** The section of the documentation for a reason or warning. */
export function linkTo(code: string): string {
  return `docs/reasons.md#${code.toLowerCase()}`;
}

/** The same for people: a path that they can open from any folder, where the pages ship with the program. */
export function showLink(code: string): string {
  const page = fileURLToPath(shippedFile("docs/reasons.md"));
  return existsSync(page) ? `${page}#${code.toLowerCase()}` : linkTo(code);
}
