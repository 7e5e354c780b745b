export const PROGRAM = "model-express-injector";

/** A command of this program that can be pasted into a shell. */
export function formatCommand(words: readonly string[]): string {
  return [PROGRAM, ...words.map(quoteWord)].join(" ");
}

/** A word as a shell takes it. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
