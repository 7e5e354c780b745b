/**
 * What pure code may use without importing it. Left out: the clock (`Date`), the environment (`process`, `Intl`),
 * randomness (`Math.random`, see {@link IMPURE_MEMBERS}), timers, the network, the console, and `globalThis`, by which
 * all of them can be reached.
 */
export const PURE_GLOBALS: ReadonlySet<string> = new Set(
  [
    "Array BigInt Boolean Infinity JSON Map Math NaN Number Object RegExp Set String Symbol Uint32Array Uint8Array undefined",
    "AggregateError Error RangeError SyntaxError TypeError",
    "encodeURIComponent isFinite isNaN parseFloat parseInt",
    // Types.
    "Awaited Exclude Extract NonNullable Omit Parameters Partial Pick Readonly ReadonlyArray ReadonlyMap ReadonlySet Record",
    "Required ReturnType Generator Iterable IterableIterator Iterator MapIterator RegExpExecArray RegExpMatchArray const",
  ].flatMap((names) => names.split(" ")),
);

/** Members that lead to randomness, to the machine's locale or to `eval`, whatever object they belong to. */
export const IMPURE_MEMBERS: ReadonlySet<string> = new Set(
  "constructor localeCompare random toLocaleLowerCase toLocaleString toLocaleUpperCase".split(" "),
);

/**
 * Names of the outside world that pure code does not give to things of its own either: the check does not follow
 * scopes, so one file could hide the global behind the other.
 */
export const HOST_NAMES: ReadonlySet<string> = new Set(
  [
    "Buffer Date Function console crypto eval fetch globalThis performance process require",
    "queueMicrotask setImmediate setInterval setTimeout",
  ].flatMap((names) => names.split(" ")),
);
