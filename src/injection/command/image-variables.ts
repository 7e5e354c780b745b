import { type Cause, safeWord } from "./cause.ts";

/** What LeaderWorkerSets and Grove set: numbers and hosts. */
const ORCHESTRATED = /^(?:LWS|GROVE)_/;

/**
 * Variables that nothing defines, and that an engine's words or a condition use without a default: the image may define
 * them, and the engine would get arguments that admission cannot see (`$EXTRA_ARGS`).
 */
export function causesInImage(names: Iterable<string>): readonly Cause[] {
  return [...names].filter((name) => !ORCHESTRATED.test(name)).map((name) => ({ word: safeWord(name), why: "image" }));
}
