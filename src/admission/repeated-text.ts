import { randomUUID } from "node:crypto";

/** The number of the text's bytes before its first whole group of three. */
type Offset = 0 | 1 | 2;

/**
 * Encodes a text that most patches contain: the pull's script, which is most of a patch. It is encoded in base64 once,
 * not for every pod. Base64 encodes three bytes at a time, so there are three encodings, by the offset of the text's
 * first byte.
 */
export class RepeatedText {
  readonly text: string;
  /** Stands for the text during serialization. Random, so that no tenant's text can match it. */
  readonly #standIn = randomUUID();
  /** The text as JSON. */
  readonly #bytes: Buffer;
  readonly #middles: readonly [string, string, string];

  constructor(text: string) {
    this.text = text;
    this.#bytes = Buffer.from(JSON.stringify(text));
    this.#middles = [this.#middle(0), this.#middle(1), this.#middle(2)];
  }

  /** Encodes the value's JSON in base64. Only the first occurrence of the text is reused. */
  readonly encode = (value: object): string => {
    const json = JSON.stringify(substitute(value, this.text, this.#standIn));
    const start = json.indexOf(`"${this.#standIn}"`);
    if (start < 0) return Buffer.from(json).toString("base64");
    return this.#around(json.slice(0, start), json.slice(start + this.#standIn.length + 2));
  };

  #around(before: string, after: string): string {
    const head = Buffer.from(before);
    const offset = ((3 - (head.length % 3)) % 3) as Offset;
    const first = offset === 0 ? head : Buffer.concat([head, this.#bytes.subarray(0, offset)]);
    const last = Buffer.concat([this.#bytes.subarray(this.#end(offset)), Buffer.from(after)]);
    return first.toString("base64") + this.#middles[offset] + last.toString("base64");
  }

  #middle(offset: Offset): string {
    return this.#bytes.subarray(offset, this.#end(offset)).toString("base64");
  }

  /** The end of the last whole group of three bytes. */
  #end(offset: Offset): number {
    return this.#bytes.length - ((this.#bytes.length - offset) % 3);
  }
}

/** Replaces the first occurrence of a text in a JSON value. Copies only what contains it. */
function substitute(value: unknown, text: string, replacement: string): unknown {
  if (value === text) return replacement;
  if (typeof value !== "object" || value === null) return value;
  for (const key of Object.keys(value)) {
    const member: unknown = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof member !== "object" && member !== text) continue;
    const replaced = substitute(member, text, replacement);
    if (replaced === member) continue;
    return Array.isArray(value) ? value.with(Number(key), replaced) : { ...value, [key]: replaced };
  }
  return value;
}
