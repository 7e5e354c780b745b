import { BLANK, CLOSE, COLON, endOfString, MEANING, MEANINGS, NEXT, OPEN, OTHER, STRING } from "./json-bytes.ts";
import { LIMITS } from "./limits.ts";

/** Limits on the parsing of a JSON text. */
export interface JsonLimits {
  readonly bytes: number;
  /** Elements and members. */
  readonly values: number;
  /** Members: each new key takes as long as ten values. */
  readonly keys: number;
}

/**
 * Describes which parsing limit a JSON text exceeds, or returns `undefined`. A `{}` of two bytes takes a hundred once
 * parsed, so values are counted first, in one pass over the bytes.
 */
export function findExcess(json: Uint8Array, limits: JsonLimits): string | undefined {
  if (json.length > limits.bytes) return `it has more than ${limits.bytes} bytes`;
  const counts = new Uint32Array(MEANINGS);
  for (let at = 0; at < json.length; at++) {
    const meaning = MEANING[json[at] ?? 0] ?? OTHER;
    if (meaning <= BLANK) continue;
    counts[meaning] = getCount(counts, meaning) + 1;
    if (meaning === STRING) at = endOfString(json, at);
    else if (meaning !== CLOSE && isExceeded(counts, limits)) return describeExcess(counts, limits);
  }
  return undefined;
}

function isExceeded(counts: Uint32Array, { values, keys }: JsonLimits): boolean {
  return countValues(counts) > values || getCount(counts, COLON) > keys || measureDepth(counts) > LIMITS.depth;
}

function describeExcess(counts: Uint32Array, { values, keys }: JsonLimits): string {
  if (measureDepth(counts) > LIMITS.depth) return `it is nested deeper than ${LIMITS.depth} levels`;
  return countValues(counts) > values ? `it has more than ${values} values` : `it has more than ${keys} keys`;
}

function countValues(counts: Uint32Array): number {
  return getCount(counts, OPEN) + getCount(counts, NEXT);
}

function measureDepth(counts: Uint32Array): number {
  return getCount(counts, OPEN) - getCount(counts, CLOSE);
}

function getCount(counts: Uint32Array, meaning: number): number {
  return counts[meaning] ?? 0;
}
