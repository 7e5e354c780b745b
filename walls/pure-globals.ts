/**
 * The globals that pure code may use. Excludes the clock (`Date`), the environment (`process`, `Intl`), randomness
 * (`Math.random`, see {@link IMPURE_MEMBERS}), timers, the network, the console, and `globalThis`, which gives access
 * to all of them.
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

/** Members that give access to randomness, to the machine's locale or to `eval`, on any object. */
export const IMPURE_MEMBERS: ReadonlySet<string> = new Set(
  "constructor localeCompare random toLocaleLowerCase toLocaleString toLocaleUpperCase".split(" "),
);

/**
 * Host names that pure code must not declare either: the check ignores scopes, so a declaration could hide the
 * global.
 */
export const HOST_NAMES: ReadonlySet<string> = new Set(
  [
    "Buffer Date Function console crypto eval fetch globalThis performance process require",
    "queueMicrotask setImmediate setInterval setTimeout",
  ].flatMap((names) => names.split(" ")),
);
