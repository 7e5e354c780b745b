/** At most of all files together: what fits in memory as nodes, far above what one applies at a time. */
const MOST_MIB = 16;
/** Each line, entry or bracket becomes nodes of about 1 KiB. */
const MOST_PARTS = 1_000_000;
/** Far above any manifest, and far below what exhausts memory ("billion laughs"). */
const MOST_COPIES = 200_000;

/** How much may still be read. Files that are read for one purpose share it, and so do their documents. */
export class ManifestBudget {
  #bytes = MOST_MIB * 1024 * 1024;
  #parts = MOST_PARTS;
  #copies = MOST_COPIES;

  /** The bytes that are left. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a text that was read. Returns whether its parts are within the limit; its reader compares the bytes. */
  takeText(source: string): boolean {
    this.#bytes -= Buffer.byteLength(source);
    this.#parts -= countParts(source, this.#parts);
    return this.#parts >= 0;
  }

  /** Takes one copy of an anchor's value. Returns whether it is within the limit. */
  takeCopy(): boolean {
    this.#copies -= 1;
    return this.#copies >= 0;
  }
}

/** The limits as messages state them. */
export const BYTES_LIMIT = `${MOST_MIB} MiB`;
export const PARTS_LIMIT = MOST_PARTS.toLocaleString("en");

const SPACE = 0x20;
/** Line feed, comma, and the brackets that open. */
const STARTS = new Set([0x0a, 0x2c, 0x5b, 0x7b]);
/** `- ` and `? ` can repeat on one line. */
const INDICATORS = new Set([0x2d, 0x3f]);

/** Counts what begins a node, and stops after `most`. */
function countParts(source: string, most: number): number {
  let parts = 0;
  for (let at = 0; at < source.length && parts <= most; at += 1) {
    const code = source.charCodeAt(at);
    if (STARTS.has(code) || (INDICATORS.has(code) && source.charCodeAt(at + 1) === SPACE)) parts += 1;
  }
  return parts;
}
