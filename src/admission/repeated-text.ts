import { randomUUID } from "node:crypto";

/** The number of the text's bytes before its first whole group of three. */
type Offset = 0 | 1 | 2;

/**
 * Encodes a text that most patches contain: the pull's script, which is most of a patch. It is escaped for JSON and
 * encoded in base64 once, not for every pod. Base64 encodes three bytes at a time, so there are three encodings, by
 * the offset of the text's first byte.
 */
export class RepeatedText {
  readonly text: string;
  /** A placeholder for the text during serialization. Random, so that no tenant's text can match it. */
  readonly #standIn = randomUUID();
  readonly #bytes: Buffer;
  readonly #middles: readonly [string, string, string];

  constructor(text: string) {
    this.text = text;
    this.#bytes = Buffer.from(JSON.stringify(text));
    this.#middles = [this.#middle(0), this.#middle(1), this.#middle(2)];
  }

  /** Encodes the value's JSON in base64. Only the first occurrence of the text is reused. */
  readonly encode = (value: object): string => {
    const json = JSON.stringify(value, (_key, member) => (member === this.text ? this.#standIn : member));
    const [before = "", after, ...more] = json.split(`"${this.#standIn}"`);
    if (after === undefined) return Buffer.from(json).toString("base64");
    const rest = [after, ...more].join(this.#bytes.toString());
    return this.#around(Buffer.from(before), Buffer.from(rest));
  };

  #around(before: Buffer, after: Buffer): string {
    const offset = ((3 - (before.length % 3)) % 3) as Offset;
    const first = Buffer.concat([before, this.#bytes.subarray(0, offset)]).toString("base64");
    const last = Buffer.concat([this.#bytes.subarray(this.#end(offset)), after]).toString("base64");
    return first + this.#middles[offset] + last;
  }

  #middle(offset: Offset): string {
    return this.#bytes.subarray(offset, this.#end(offset)).toString("base64");
  }

  /** The end of the last whole group of three bytes. */
  #end(offset: Offset): number {
    return this.#bytes.length - ((this.#bytes.length - offset) % 3);
  }
}
