import { type JsonObject, objectAt, textAt } from "../../injection/json.ts";
import type { ResourceSink } from "../watch/resource.ts";

/** The identity of an object within its type: `namespace/name`, or `name` in the cluster's scope. */
export function keyOf(object: JsonObject): string {
  const metadata = objectAt(object, "metadata");
  const namespace = textAt(metadata, "namespace");
  return `${namespace === undefined ? "" : `${namespace}/`}${textAt(metadata, "name") ?? ""}`;
}

/** The raw objects that a watch shows, by their keys; it tells which key changed. */
export class ObjectCache implements ResourceSink {
  readonly #onChange: (key: string) => void;
  #objects = new Map<string, JsonObject>();
  #draft = new Map<string, JsonObject>();

  constructor(onChange: (key: string) => void) {
    this.#onChange = onChange;
  }

  get(key: string): JsonObject | undefined {
    return this.#objects.get(key);
  }

  values(): IterableIterator<JsonObject> {
    return this.#objects.values();
  }

  get size(): number {
    return this.#objects.size;
  }

  beginList(): void {
    this.#draft = new Map();
  }

  listed(object: JsonObject): void {
    this.#draft.set(keyOf(object), object);
  }

  endList(): void {
    const keys = new Set([...this.#objects.keys(), ...this.#draft.keys()]);
    this.#objects = this.#draft;
    this.#draft = new Map();
    for (const key of keys) this.#onChange(key);
  }

  changed(object: JsonObject): void {
    this.#objects.set(keyOf(object), object);
    this.#onChange(keyOf(object));
  }

  deleted(object: JsonObject): void {
    this.#objects.delete(keyOf(object));
    this.#onChange(keyOf(object));
  }
}
