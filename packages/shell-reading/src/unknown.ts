/**
 * A placeholder inside a text for an unknown part: a variable without a known value, or the output of a command. One
 * private-use character keeps such texts plain strings. A text that contains the character itself counts as unknown.
 */
export const UNKNOWN = "\uE000";

/** A placeholder for any number of words, including none. */
export const UNKNOWN_WORDS = UNKNOWN + UNKNOWN;

/** For an output: anything, however it continues, because another process writes to it at the same time. */
export const ANYTHING = UNKNOWN_WORDS;

export function isKnown(text: string): boolean {
  return !text.includes(UNKNOWN);
}
