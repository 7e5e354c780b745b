import { type Cause, safeWord } from "./cause.ts";

/**
 * Undefined variables that an engine's words or a condition use without a default. The image may define them, and the
 * engine would get arguments that are unknown at admission (`$EXTRA_ARGS`).
 */
export function causesInImage(names: Iterable<string>): readonly Cause[] {
  return [...names].map((name) => ({ word: safeWord(name), why: "image" }));
}
