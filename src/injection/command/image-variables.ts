import { type Cause, safeWord } from "./cause.ts";

/** Variables of LeaderWorkerSets and Grove: numbers and hosts. */
const ORCHESTRATED = /^(?:LWS|GROVE)_/;

/**
 * Undefined variables that an engine's words or a condition use without a default. The image may define them, and the
 * engine would get arguments that are unknown at admission (`$EXTRA_ARGS`).
 */
export function causesInImage(names: Iterable<string>): readonly Cause[] {
  return [...names].filter((name) => !ORCHESTRATED.test(name)).map((name) => ({ word: safeWord(name), why: "image" }));
}
