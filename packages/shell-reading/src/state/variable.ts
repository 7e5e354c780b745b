import { UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";

/** An array: indexed, in the order of its indexes, or associative. */
export interface List {
  readonly isMap: boolean;
  readonly items: ReadonlyMap<string, string>;
}

export type Value = string | List;

export interface Variable {
  /** `undefined` if unset. `UNKNOWN` may also mean unset. */
  readonly value: Value | undefined;
  readonly isExported: boolean | "maybe";
  readonly isReadonly?: boolean;
  readonly isInteger?: boolean;
  readonly letterCase?: "lower" | "upper" | undefined;
  /** Whether the value is the name of another variable, which is used instead. */
  readonly isReference?: boolean | "maybe";
  /** Whether the effect of its attributes on values is unknown, which makes its value unknown. */
  readonly isDoubtful?: boolean;
}

export const UNSET: Variable = { value: undefined, isExported: false };
export const UNKNOWN_VARIABLE: Variable = { value: UNKNOWN, isExported: true };

/** Joins a variable that may be either of these. */
export function joinVariables(a: Variable, b: Variable): Variable {
  if (a === b) return a;
  const isSameKind =
    (a.isReadonly ?? false) === (b.isReadonly ?? false) &&
    (a.isInteger ?? false) === (b.isInteger ?? false) &&
    a.letterCase === b.letterCase;
  const isSameReference = (a.isReference ?? false) === (b.isReference ?? false);
  if (!isSameReference) return { value: UNKNOWN, isExported: true, isReference: "maybe" };
  if (!isSameKind || a.isDoubtful || b.isDoubtful) return { value: UNKNOWN, isExported: true, isDoubtful: true };
  const isExported = a.isExported === b.isExported ? a.isExported : "maybe";
  return { ...a, value: joinValues(a.value, b.value), isExported };
}

function joinValues(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a === b) return a;
  if (typeof a === "string" && typeof b === "string") return joinTexts(a, b);
  if (typeof a === "object" && typeof b === "object") return joinLists(a, b);
  return UNKNOWN;
}

/** If one text extends the other by further words, keeps the common words and makes the further ones optional. */
function joinTexts(a: string, b: string): string {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const next = long[short.length];
  const isAdded = short !== "" && long.startsWith(short) && (next === " " || next === "\n" || next === UNKNOWN);
  if (!isAdded) return UNKNOWN;
  return [short, UNKNOWN_WORDS, ...long.slice(short.length).trim().split(/\s+/).map(doubtful)].join(" ");
}

function joinLists(a: List, b: List): Value {
  if (a.isMap || b.isMap) return areEqual(a, b) ? a : UNKNOWN;
  const [short, long] = a.items.size < b.items.size ? [a, b] : [b, a];
  const isAdded = [...short.items].every(([key, text], at) => key === String(at) && long.items.get(key) === text);
  if (!isAdded) return UNKNOWN;
  if (short.items.size === long.items.size) return short;
  const added = [...long.items.values()].slice(short.items.size).map(doubtful);
  return toList([...short.items.values(), UNKNOWN_WORDS, ...added]);
}

/** An optional flag keeps its name, but its value is unknown. */
function doubtful(word: string): string {
  if (!word.startsWith("-")) return UNKNOWN;
  const equals = word.indexOf("=");
  return equals < 0 ? word : word.slice(0, equals + 1) + UNKNOWN;
}

function areEqual(a: List, b: List): boolean {
  return a.items.size === b.items.size && [...a.items].every(([key, text]) => b.items.get(key) === text);
}

export function toList(words: readonly string[]): List {
  return { isMap: false, items: new Map(words.map((word, index) => [String(index), word])) };
}

/** The value of `$NAME`: for a list, its first item. */
export function toText(value: Value | undefined): string | undefined {
  return typeof value === "object" ? value.items.get("0") : value;
}

export function measure(value: Value | undefined): number {
  if (typeof value !== "object") return value?.length ?? 0;
  let length = 0;
  for (const [key, text] of value.items) length += key.length + text.length;
  return length;
}

export function isSameVariable(a: Variable, b: Variable | undefined): boolean {
  return b !== undefined && (a === b || (isSameValue(a.value, b.value) && haveSameAttributes(a, b)));
}

function haveSameAttributes(a: Variable, b: Variable): boolean {
  return (
    a.isExported === b.isExported &&
    (a.isReadonly ?? false) === (b.isReadonly ?? false) &&
    (a.isInteger ?? false) === (b.isInteger ?? false) &&
    a.letterCase === b.letterCase &&
    (a.isReference ?? false) === (b.isReference ?? false) &&
    (a.isDoubtful ?? false) === (b.isDoubtful ?? false)
  );
}

function isSameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a.items.size !== b.items.size) return false;
  return [...a.items].every(([key, text]) => b.items.get(key) === text);
}
