/**
 * Quotes a word as the operator does (`shellQuoteForBashC`). It is not right for every word: an apostrophe comes out as
 * three characters, because it is escaped as if it stood in single quotes.
 */
export function quoteForShell(word: string): string {
  if (!/[ \t\n'"\\{}[\]$`!]/.test(word)) return word;
  const escaped = word
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("$", "\\$")
    .replaceAll("`", "\\`")
    .replaceAll("'", `'"'"'`);
  return `"${escaped}"`;
}
