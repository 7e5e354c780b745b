import { LIMITS } from "./limits.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** By byte, outside of strings: the change of depth, and whether a value may begin after it. */
const DEEPER = table({ "{": 1, "[": 1, "}": -1, "]": -1 });
const BEGINS = table({ "{": 1, "[": 1, ",": 1 });

/**
 * Describes which parsing limit a JSON text exceeds, or returns `undefined`. A `{}` of two bytes takes a hundred once
 * parsed, so values are counted first, in one pass over the bytes.
 */
export function excessOf(json: Uint8Array): string | undefined {
  let values = 0;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfString(json, at);
    values += BEGINS[byte] ?? 0;
    depth += DEEPER[byte] ?? 0;
    if (depth > LIMITS.depth) return `it is nested deeper than ${LIMITS.depth} levels`;
    if (values > LIMITS.reviewValues) return `it has more than ${LIMITS.reviewValues} values`;
  }
  return undefined;
}

function table(values: Readonly<Record<string, number>>): Int8Array {
  const byByte = new Int8Array(256);
  for (const [char, value] of Object.entries(values)) byByte[char.charCodeAt(0)] = value;
  return byByte;
}

/** The index of the quote that ends a string, or the length of the text. */
function endOfString(json: Uint8Array, start: number): number {
  for (let end = json.indexOf(QUOTE, start + 1); end >= 0; end = json.indexOf(QUOTE, end + 1)) {
    if (!isEscaped(json, end)) return end;
  }
  return json.length;
}

function isEscaped(json: Uint8Array, at: number): boolean {
  let start = at;
  while (json[start - 1] === BACKSLASH) start--;
  return (at - start) % 2 === 1;
}
