import type { JsonObject } from "../../kubernetes/json.ts";
import { collectionPath, type ObjectReference, objectPath } from "../../kubernetes/resource-type.ts";
import type { ApiClient, Reading } from "../api/api-client.ts";
import { ApiFailure } from "../api/api-failure.ts";

export interface ObjectWriterOptions {
  readonly client: ApiClient;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

const READ_IDLE_MS = 15_000;
const APPLY = "application/apply-patch+yaml";

/**
 * Reads and writes single objects. Every write is a compare-and-swap or a server-side apply, so that two writers at once
 * are harmless: the one that lost gets a conflict, and reads again.
 */
export class ObjectWriter {
  /** The field manager of our server-side applies. */
  readonly fieldManager: string;
  readonly #client: ApiClient;
  readonly #signal: AbortSignal;

  constructor({ client, fieldManager, signal }: ObjectWriterOptions) {
    this.#client = client;
    this.fieldManager = fieldManager;
    this.#signal = signal;
  }

  /** The object, or `undefined` when there is none. */
  async get(reference: ObjectReference): Promise<JsonObject | undefined> {
    return unlessStatus([404], () => this.#client.get(objectPath(reference), this.#reading));
  }

  /** One page of the objects that a query selects. */
  async list(path: string): Promise<JsonObject> {
    return this.#client.get(path, this.#reading);
  }

  /** The new object, or `undefined` when there is one of that name already. */
  async create(reference: ObjectReference, object: JsonObject): Promise<JsonObject | undefined> {
    const path = `${collectionPath(reference.type, reference.namespace)}?fieldManager=${this.fieldManager}`;
    return unlessStatus([409], () => this.#write("POST", path, object));
  }

  /** The object as it is now, or `undefined` when it is not at the `resourceVersion` that `object` names any more. */
  async replace(reference: ObjectReference, object: JsonObject): Promise<JsonObject | undefined> {
    const path = `${objectPath(reference)}?fieldManager=${this.fieldManager}`;
    return unlessStatus([404, 409], () => this.#write("PUT", path, object));
  }

  /** Makes the fields of `object` ours, whoever had them, and removes those that were ours and are not in it. */
  async apply(reference: ObjectReference, object: JsonObject, subresource = ""): Promise<JsonObject> {
    const path = `${objectPath(reference)}${subresource}?fieldManager=${this.fieldManager}&force=true`;
    const change = { method: "PATCH", path, body: object, contentType: APPLY, signal: this.#signal } as const;
    return this.#client.write(change);
  }

  /** Deletes the object if it is there, and with a `uid` only if it is that one. */
  async delete(reference: ObjectReference, uid?: string): Promise<void> {
    const body = { propagationPolicy: "Background", ...(uid === undefined ? {} : { preconditions: { uid } }) };
    await unlessStatus([404, 409], () => this.#write("DELETE", objectPath(reference), body));
  }

  get #reading(): Reading {
    return { signal: this.#signal, idleMilliseconds: READ_IDLE_MS, connections: "reads" };
  }

  #write(method: "POST" | "PUT" | "DELETE", path: string, body: object): Promise<JsonObject> {
    return this.#client.write({ method, path, body, signal: this.#signal });
  }
}

async function unlessStatus(
  expected: readonly number[],
  call: () => Promise<JsonObject>,
): Promise<JsonObject | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ApiFailure && expected.includes(error.status)) return undefined;
    throw error;
  }
}
