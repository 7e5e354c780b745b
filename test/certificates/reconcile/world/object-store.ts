import { objectKey } from "../../../../src/cluster/objects/object-cache.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../../../src/kubernetes/json.ts";
import type { ObjectReference } from "../../../../src/kubernetes/resource-type.ts";

/** The part of an API server's store that compare-and-swap needs: uids, and a common counter of versions. */
export class ObjectStore {
  readonly #objects = new Map<string, JsonObject>();
  #count = 0;

  get({ name }: ObjectReference): JsonObject | undefined {
    return this.#objects.get(name);
  }

  /** Writes unconditionally. */
  put({ name }: ObjectReference, object: JsonObject): void {
    this.#count++;
    const uid = textAt(metadataOf(this.#objects.get(name)), "uid") ?? `uid-${this.#count}`;
    const metadata = { ...metadataOf(object), name, uid, resourceVersion: String(this.#count) };
    this.#objects.set(name, { ...object, metadata });
  }

  delete({ name }: ObjectReference): void {
    this.#objects.delete(name);
  }

  /** Like POST: returns false if the object exists. */
  create(reference: ObjectReference, object: JsonObject): boolean {
    if (this.#objects.has(reference.name)) return false;
    this.put(reference, object);
    return true;
  }

  /** Like PUT: returns false if the object is not the one that was read. */
  replace(reference: ObjectReference, object: JsonObject): boolean {
    if (!this.#isSame(reference, object)) return false;
    this.put(reference, object);
    return true;
  }

  /** Like a server-side apply of the caBundles: returns false if the registration is not the one that was read. */
  applyBundles(reference: ObjectReference, patch: JsonObject): boolean {
    const old = this.#objects.get(reference.name);
    if (old === undefined || !this.#isSame(reference, patch)) return false;
    const bundles = new Map(objectsAt(patch, "webhooks").map((each) => [textAt(each, "name"), each["clientConfig"]]));
    const webhooks = objectsAt(old, "webhooks").map((each) => ({
      ...each,
      clientConfig: bundles.get(textAt(each, "name")) ?? {},
    }));
    this.put(reference, { ...old, webhooks });
    return true;
  }

  #isSame({ name }: ObjectReference, object: JsonObject): boolean {
    const [now, then] = [metadataOf(this.#objects.get(name)), metadataOf(object)];
    // A precondition applies only to the members that the write names.
    const isAsked = (key: string): boolean => textAt(then, key) === undefined || textAt(then, key) === textAt(now, key);
    return objectKey(object).endsWith(name) && isAsked("resourceVersion") && isAsked("uid");
  }
}

function metadataOf(object: JsonObject | undefined): JsonObject {
  return objectAt(object ?? {}, "metadata");
}
