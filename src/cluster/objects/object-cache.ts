import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { ResourceSink } from "../watch/resource.ts";
import { ByNamespace } from "./by-namespace.ts";

/** The key of an object within its type: `namespace/name`, or `name` if cluster-scoped. */
export function objectKey(object: JsonObject): string {
  const metadata = objectAt(object, "metadata");
  const namespace = textAt(metadata, "namespace");
  return `${namespace === undefined ? "" : `${namespace}/`}${textAt(metadata, "name") ?? ""}`;
}

export interface ObjectCacheOptions<T> {
  /** Called for each key that may have changed, with the new and the old value. */
  readonly onChange: (key: string, now: T | undefined, before: T | undefined) => void;
  /** Selects the part of an object to cache; `undefined` to skip it. */
  readonly transform: (object: JsonObject, excess?: string) => T | undefined;
}

/** Caches the objects of a watch by their keys. */
export class ObjectCache<T> implements ResourceSink {
  readonly #options: ObjectCacheOptions<T>;
  #objects = new ByNamespace<T>();
  #draft = new ByNamespace<T>();

  constructor(options: ObjectCacheOptions<T>) {
    this.#options = options;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** The values of one namespace. */
  in(namespace: string): Iterable<T> {
    return this.#objects.in(namespace);
  }

  get size(): number {
    return this.#objects.size;
  }

  beginList(): void {
    this.#draft = new ByNamespace();
  }

  listed(object: JsonObject, excess?: string): void {
    const kept = this.#options.transform(object, excess);
    if (kept !== undefined) this.#draft.set(objectKey(object), kept);
  }

  endList(): void {
    const before = this.#objects;
    this.#objects = this.#draft;
    this.#draft = new ByNamespace();
    for (const key of new Set([...before.keys(), ...this.#objects.keys()])) {
      this.#options.onChange(key, this.#objects.get(key), before.get(key));
    }
  }

  changed(object: JsonObject, excess?: string): void {
    this.#set(objectKey(object), this.#options.transform(object, excess));
  }

  /** Changes what is cached, which is not a change of the object. */
  update(key: string, change: (value: T) => T): void {
    const value = this.#objects.get(key);
    if (value !== undefined) this.#objects.set(key, change(value));
  }

  deleted(object: JsonObject): void {
    this.#set(objectKey(object), undefined);
  }

  #set(key: string, now: T | undefined): void {
    const before = this.#objects.get(key);
    if (now === undefined) this.#objects.delete(key);
    else this.#objects.set(key, now);
    this.#options.onChange(key, now, before);
  }
}
