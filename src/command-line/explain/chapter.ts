/** A title with its lines; empty without lines. */
export function chapter(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `  ${title}`, ...lines.map((line) => `    ${line}`)];
}

/** The section of the documentation for a reason or warning. */
export function linkTo(code: string): string {
  return `docs/reasons.md#${code.toLowerCase()}`;
}
