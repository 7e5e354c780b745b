import type { JsonObject } from "../../kubernetes/json.ts";
import { scanElements, scanMembers, startOfMember } from "../../kubernetes/json-bytes.ts";
import { cut, parseObject, readWatched, type WatchedObject } from "./watched-object.ts";
import { Yielding } from "./yielding.ts";

const BRACE = 0x7b;
const BRACKET = 0x5b;

/** A page of a list as bytes, which is read once from start to end: one object at a time, with other work between. */
export class ListPage {
  readonly #json: Buffer;
  /** The index of the list of items. */
  readonly #items: number | undefined;
  /** The index after the last item that was read. */
  #read: number;

  constructor(json: Buffer) {
    this.#json = json;
    this.#items = startOfMember(json, 0, "items");
    this.#read = this.#items ?? json.length;
  }

  async *items(): AsyncGenerator<WatchedObject> {
    if (this.#items === undefined || this.#json[this.#items] !== BRACKET) return;
    const yielding = new Yielding();
    for (const item of scanElements(this.#json, this.#items)) {
      if (this.#json[item.start] === BRACE) yield readWatched(cut(this.#json, item));
      this.#read = item.end;
      await yielding.after(item.end - item.start);
    }
  }

  /** The list's own metadata. To be read after the items: those of custom resources precede it. */
  get metadata(): JsonObject {
    const before = findMetadata(this.#json.subarray(0, this.#items), 0);
    if (before !== undefined) return before;
    const after = this.#json.subarray(this.#read);
    return findMetadata(after, after.indexOf(",")) ?? {};
  }
}

/** @param start the index of the brace or the comma before the first member */
function findMetadata(json: Buffer, start: number): JsonObject | undefined {
  for (const { key, ...span } of scanMembers(json, start)) if (key === "metadata") return parseObject(cut(json, span));
  return undefined;
}
