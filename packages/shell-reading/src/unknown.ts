/**
 * Stands inside a text for a part that a reader cannot know: a variable without a known value, the output of a
 * command. One private-use character keeps such texts plain strings. A text that contains it from the start counts as
 * unknown.
 */
export const UNKNOWN = "\uE000";

/** Stands for any number of words, none included. */
export const UNKNOWN_WORDS = UNKNOWN + UNKNOWN;

export function isKnown(text: string): boolean {
  return !text.includes(UNKNOWN);
}
