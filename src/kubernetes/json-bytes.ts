/** Scans parts of a JSON text in UTF-8 without parsing all of it. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_CURLY = 0x7b;
const CLOSE_CURLY = 0x7d;
/** The bit in which `[` differs from `{`, and `]` from `}`. */
const SQUARE_TO_CURLY = 0x20;

/** The meaning of a byte outside of strings, the irrelevant ones first. */
export const OTHER = 0;
export const BLANK = 1;
export const STRING = 2;
export const OPEN = 3;
export const CLOSE = 4;
export const NEXT = 5;
export const COLON = 6;
export const MEANINGS = 7;

/** By byte. */
export const MEANING: Uint8Array = meanings({
  '"': STRING,
  "{": OPEN,
  "[": OPEN,
  "}": CLOSE,
  "]": CLOSE,
  ",": NEXT,
  ":": COLON,
  " ": BLANK,
  "\t": BLANK,
  "\n": BLANK,
  "\r": BLANK,
});

function meanings(byCharacter: Readonly<Record<string, number>>): Uint8Array {
  const byByte = new Uint8Array(256);
  for (const [character, meaning] of Object.entries(byCharacter)) byByte[character.charCodeAt(0)] = meaning;
  return byByte;
}

/** From one byte to before another one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Member extends Span {
  /** As written, without the quotes and without resolving escapes. */
  readonly key: string;
}

/**
 * The index of the quote that ends the string beginning at `start`, or the length of the text. Byte by byte: most
 * strings are shorter than the cost of a call of `indexOf`.
 */
export function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  for (let byte = json[at]; byte !== QUOTE && byte !== undefined; byte = json[at]) at += byte === BACKSLASH ? 2 : 1;
  return Math.min(at, json.length);
}

/** Yields the elements of the list at an index. Truncated text ends with a partial value, or without one. */
export function* scanElements(json: Uint8Array, list: number): Generator<Span> {
  for (let start = afterBlanks(json, list + 1); start < json.length; ) {
    const end = endOfValue(json, start);
    if (end === start) return;
    yield { start, end };
    start = findNext(json, end);
  }
}

/** Yields the members of the object at an index. */
export function* scanMembers(json: Uint8Array, object: number): Generator<Member> {
  for (let at = afterBlanks(json, object + 1); at < json.length && MEANING[json[at] ?? 0] === STRING; ) {
    const quote = endOfString(json, at);
    const start = afterBlanks(json, afterBlanks(json, quote + 1) + 1);
    const end = endOfValue(json, start);
    if (end === start) return;
    yield { key: textBetween(json, at + 1, quote), start, end };
    at = findNext(json, end);
  }
}

/** The index of a member's value, in the object at an index. Ignores the rest of the object. */
export function startOfMember(json: Uint8Array, object: number, wanted: string): number | undefined {
  for (let at = afterBlanks(json, object + 1); MEANING[json[at] ?? 0] === STRING; ) {
    const quote = endOfString(json, at);
    const start = afterBlanks(json, afterBlanks(json, quote + 1) + 1);
    if (textBetween(json, at + 1, quote) === wanted) return start;
    at = findNext(json, endOfValue(json, start));
  }
  return undefined;
}

/** ASCII keys only; the relevant keys have no other characters. */
function textBetween(json: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...json.subarray(start, Math.min(end, start + MOST_KEY)));
}

const MOST_KEY = 512;

function endOfValue(json: Uint8Array, start: number): number {
  const meaning = MEANING[json[start] ?? 0];
  if (meaning === STRING) return endOfString(json, start) + 1;
  return meaning === OPEN ? endOfNested(json, start) : endOfPlain(json, start);
}

/** Compares bytes instead of looking up their meanings: a list may be megabytes long. */
function endOfNested(json: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfString(json, at);
    else if ((byte | SQUARE_TO_CURLY) === OPEN_CURLY) depth++;
    else if ((byte | SQUARE_TO_CURLY) === CLOSE_CURLY && --depth === 0) return at + 1;
  }
  return json.length;
}

/** The end of a number, `true`, `false` or `null`. */
function endOfPlain(json: Uint8Array, start: number): number {
  let at = start;
  while (at < json.length && MEANING[json[at] ?? 0] === OTHER) at++;
  return at;
}

/** The index after the comma that follows a value, if there is one. */
function findNext(json: Uint8Array, end: number): number {
  const at = afterBlanks(json, end);
  return json[at] === COMMA ? afterBlanks(json, at + 1) : at;
}

function afterBlanks(json: Uint8Array, start: number): number {
  let at = start;
  while (MEANING[json[at] ?? 0] === BLANK) at++;
  return at;
}
