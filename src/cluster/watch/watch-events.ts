import type { ApiClient } from "../api/api-client.ts";
import { readLines } from "../api/body.ts";
import type { Reading } from "../api/exchange.ts";
import { buildUrl, chooseAccept, type Resource } from "./resource.ts";
import { parseEvent, type WatchEvent } from "./watch-event.ts";
import { Yielding } from "./yielding.ts";

export interface Watching extends Reading {
  readonly client: ApiClient;
  readonly resource: Resource;
  /** The resourceVersion to start from. */
  readonly version: string;
  /** The API server ends the watch after this many seconds. */
  readonly seconds: number;
}

/** etcd accepts objects of up to 1.5 MB by default. As JSON, with managed fields, an object is larger. */
const MOST_LINE_BYTES = 16 * 1024 * 1024;

/**
 * Opens a watch and yields its events until the connection ends. An end is not an error: only the next attempt shows
 * whether something is wrong.
 *
 * @throws {ApiFailure} if the watch is refused, or ended by an `ERROR` event
 * @throws {Error} for a line that is not an event
 */
export async function openWatch({
  client,
  resource,
  version,
  seconds,
  ...reading
}: Watching): Promise<AsyncGenerator<WatchEvent>> {
  const query = { watch: "true", allowWatchBookmarks: "true", resourceVersion: version, timeoutSeconds: seconds };
  return readEvents(await client.stream(buildUrl(resource, query), { ...reading, ...chooseAccept(resource, "watch") }));
}

async function* readEvents(body: AsyncIterable<Buffer> & { destroy(): unknown }): AsyncGenerator<WatchEvent> {
  const yielding = new Yielding();
  try {
    for await (const line of readLines(body, MOST_LINE_BYTES)) {
      yield parseEvent(line);
      await yielding.after(line.length);
    }
  } catch (error) {
    if (!isConnectionEnd(error)) throw error;
  } finally {
    body.destroy();
  }
}

/** Whether the connection was closed, reset or silent, as opposed to invalid data. */
function isConnectionEnd(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
