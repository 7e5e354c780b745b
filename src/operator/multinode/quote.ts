/**
 * Quotes a word as the operator does (`shellQuoteForBashC`). Incorrect for some words: an apostrophe becomes three
 * characters, because it is escaped as inside single quotes.
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
