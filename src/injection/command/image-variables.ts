import { type Cause, safeWord } from "./cause.ts";

/** `$NAME`, `${NAME…`, and `${NAME:-x` with what follows the operator of a default. */
const USE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?([-=])([^}]))?)/g;

/** What LeaderWorkerSets and Grove set: numbers and hosts. */
const ORCHESTRATED = /^(?:LWS|GROVE)_/;

/**
 * Variables that the command uses and the pod does not define: the image may, and an engine would get arguments that
 * admission cannot see (`$EXTRA_ARGS`). A default (`${MODEL:-org/name}`) says that none is expected, and what is used in
 * arithmetic only is a number.
 *
 * @param assumedUnset names
 */
export function causesInImage(words: readonly string[], assumedUnset: ReadonlySet<string>): readonly Cause[] {
  if (assumedUnset.size === 0) return [];
  const bare = namesWithoutDefault(words);
  const names = [...assumedUnset].filter((name) => bare.has(name) && !ORCHESTRATED.test(name));
  return names.map((name) => ({ word: safeWord(name), why: "image" }));
}

function namesWithoutDefault(words: readonly string[]): ReadonlySet<string> {
  const [bare, assigned] = [new Set<string>(), new Set<string>()];
  for (const word of words) {
    for (const [, plain, braced = "", operator, fallback] of word.matchAll(USE)) {
      if (fallback === undefined) bare.add(plain ?? braced);
      else if (operator === "=") assigned.add(braced);
    }
  }
  for (const name of assigned) bare.delete(name);
  return bare;
}
