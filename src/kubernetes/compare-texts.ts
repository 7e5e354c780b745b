/**
 * Compares names or RFC 3339 times by UTF-16 code units, for `sort`. Independent of the locale. A missing text is empty.
 */
export function compareTexts(a = "", b = ""): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
