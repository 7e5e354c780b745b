import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { type ObjectReference, objectPath } from "../../kubernetes/resource-type.ts";
import type { ApiClient } from "../api/api-client.ts";
import { ApiFailure } from "../api/api-failure.ts";
import { readBytes } from "../api/body.ts";
import type { Reading } from "../api/exchange.ts";
import { buildUrl, type Resource } from "../watch/resource.ts";
import { readItems } from "../watch/watch-event.ts";

export interface ObjectReaderOptions {
  readonly client: ApiClient;
  /** Aborts all reads. */
  readonly signal: AbortSignal;
}

const PAGE_SIZE = 500;
const IDLE_MS = 15_000;
const MOST_TEXT_BYTES = 64 * 1024;

/** Reads the current state of objects, for commands that run once. */
export class ObjectReader {
  readonly #client: ApiClient;
  readonly #reading: Reading;

  constructor({ client, signal }: ObjectReaderOptions) {
    this.#client = client;
    this.#reading = { signal, idleMilliseconds: IDLE_MS, connections: "reads" };
  }

  /** Returns the object, or `undefined` if it does not exist. */
  get(reference: ObjectReference): Promise<JsonObject | undefined> {
    return this.at(objectPath(reference));
  }

  /** Returns the object or list at a path, or `undefined` if it does not exist. */
  async at(path: string): Promise<JsonObject | undefined> {
    try {
      return await this.#client.get(path, this.#reading);
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Reads a text, such as a container's log. Rejects if the API server does not answer in time. */
  async textAt(path: string, milliseconds: number): Promise<string> {
    const signal = AbortSignal.any([this.#reading.signal, AbortSignal.timeout(milliseconds)]);
    const body = await this.#client.stream(path, { ...this.#reading, signal, accept: "*/*" });
    return (await readBytes(body, MOST_TEXT_BYTES)).toString("utf8");
  }

  /** Yields all objects of a resource, one page at a time. */
  async *pages(resource: Resource): AsyncGenerator<readonly JsonObject[]> {
    let next: string | undefined;
    do {
      const page = await this.#client.get(buildUrl(resource, { limit: PAGE_SIZE, continue: next }), this.#reading);
      next = textAt(objectAt(page, "metadata"), "continue") || undefined;
      yield readItems(page);
    } while (next !== undefined);
  }

  async list(resource: Resource): Promise<readonly JsonObject[]> {
    const objects: JsonObject[] = [];
    for await (const page of this.pages(resource)) objects.push(...page);
    return objects;
  }
}
