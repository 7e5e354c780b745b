import type { JsonObject } from "../../kubernetes/json.ts";
import { collectionPath, type ObjectReference, objectPath } from "../../kubernetes/resource-type.ts";
import type { ApiClient } from "../api/api-client.ts";
import { ApiFailure } from "../api/api-failure.ts";
import type { Reading } from "../api/exchange.ts";

export interface ObjectWriterOptions {
  readonly client: ApiClient;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

const READ_IDLE_MS = 15_000;
const APPLY = "application/apply-patch+yaml";
const STRATEGIC = "application/strategic-merge-patch+json";

/**
 * Reads and writes single objects. Every write is a compare-and-swap or a server-side apply, so two concurrent
 * writers are harmless: the loser gets a conflict and reads again.
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

  /** Returns the object, or `undefined` if it does not exist. */
  async get(reference: ObjectReference): Promise<JsonObject | undefined> {
    return unlessStatus([404], () => this.#client.get(objectPath(reference), this.#reading));
  }

  /** Returns one page of a list. */
  async list(path: string): Promise<JsonObject> {
    return this.#client.get(path, this.#reading);
  }

  /** Returns the new object, or `undefined` if one of that name exists. */
  async create(reference: ObjectReference, object: JsonObject): Promise<JsonObject | undefined> {
    const path = `${collectionPath(reference.type, reference.namespace)}?fieldManager=${this.fieldManager}`;
    return unlessStatus([409], () => this.#write("POST", path, object));
  }

  /** Returns the replaced object, or `undefined` if its `resourceVersion` is no longer that of `object`. */
  async replace(reference: ObjectReference, object: JsonObject): Promise<JsonObject | undefined> {
    const path = `${objectPath(reference)}?fieldManager=${this.fieldManager}`;
    return unlessStatus([404, 409], () => this.#write("PUT", path, object));
  }

  /**
   * Applies with force: takes over the fields of `object` from any other manager, and removes our fields that are not
   * in it.
   */
  async apply(reference: ObjectReference, object: JsonObject, subresource = ""): Promise<JsonObject> {
    const path = `${objectPath(reference)}${subresource}?fieldManager=${this.fieldManager}&force=true`;
    const change = { method: "PATCH", path, body: object, contentType: APPLY, signal: this.#signal } as const;
    return this.#client.write(change);
  }

  /**
   * Changes fields by a strategic merge patch, which knows lists of named things; `false` when the object is gone, or is not
   * the one whose uid the patch names.
   */
  async patch(reference: ObjectReference, body: JsonObject): Promise<boolean> {
    const path = `${objectPath(reference)}?fieldManager=${this.fieldManager}`;
    const change = { method: "PATCH", path, body, contentType: STRATEGIC, signal: this.#signal } as const;
    return (await unlessStatus([404, 409], () => this.#client.write(change))) !== undefined;
  }

  /** Deletes the object if it exists, and if its uid is `uid` where one is given. */
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
