/** A text between quotes in a body, in bytes without the quotes. */
export interface BodyText {
  readonly start: number;
  readonly end: number;
}

/** The longest name of an object. */
const MOST_BYTES = 253;
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,252}$/;
const QUOTE = 0x22;
/** What can follow a value, in JSON without blanks. */
const AFTER_VALUE = new Set([",", "}", "]"].map((character) => character.charCodeAt(0)));
const BEFORE_VALUE = new Set([":", ",", "["].map((character) => character.charCodeAt(0)));

/** By byte: whether plain texts contain it. */
const PLAIN_BYTES = Uint8Array.from({ length: 256 }, (_, byte) =>
  PLAIN.test(`a${String.fromCharCode(byte)}`) ? 1 : 0,
);

/** Whether a text has only characters of names, uids and times, none of which JSON escapes. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/**
 * Finds the values of a JSON text, without blanks, that are a plain text. Returns `undefined` if the text also occurs as a key,
 * or is not found.
 */
export function findValues(body: Buffer, text: string): readonly BodyText[] | undefined {
  const found: BodyText[] = [];
  const quoted = `"${text}"`;
  for (let at = body.indexOf(quoted); at >= 0; at = body.indexOf(quoted, at + quoted.length)) {
    const end = at + quoted.length;
    if (!BEFORE_VALUE.has(body[at - 1] ?? 0) || !AFTER_VALUE.has(body[end] ?? 0)) return undefined;
    found.push({ start: at + 1, end: end - 1 });
  }
  return found.length === 0 ? undefined : found;
}

/** The end of the plain text that starts at an index and ends with a quote; `undefined` if there is another text. */
export function endOfPlain(body: Buffer, start: number): number | undefined {
  let at = start;
  while (PLAIN_BYTES[body[at] ?? 0] === 1) at++;
  return body[at] === QUOTE && at > start && at - start <= MOST_BYTES ? at : undefined;
}
