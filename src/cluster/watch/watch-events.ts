import type { ApiClient, Reading } from "../api/api-client.ts";
import { linesOf } from "../api/body.ts";
import { acceptOf, type Resource, urlOf } from "./resource.ts";
import { parseEvent, type WatchEvent } from "./watch-event.ts";

export interface Watching extends Reading {
  readonly client: ApiClient;
  readonly resource: Resource;
  /** The resourceVersion to go on from. */
  readonly version: string;
  /** After so many the API server ends the watch. */
  readonly seconds: number;
}

/** etcd takes objects of 1.5 MB by default; as JSON, with its managed fields, one is larger. */
const MOST_LINE_BYTES = 16 * 1024 * 1024;

/**
 * Opens a watch, and gives its events until the connection ends, in whatever way: whether that is trouble, only the next
 * attempt can tell.
 *
 * @throws ApiFailure when the watch is refused, or ended by an `ERROR` event; Error for a line that is not an event
 */
export async function openWatch({
  client,
  resource,
  version,
  seconds,
  ...reading
}: Watching): Promise<AsyncGenerator<WatchEvent>> {
  const query = { watch: "true", allowWatchBookmarks: "true", resourceVersion: version, timeoutSeconds: seconds };
  return eventsOf(await client.stream(urlOf(resource, query), { ...reading, ...acceptOf(resource, "watch") }));
}

async function* eventsOf(body: AsyncIterable<Buffer> & { destroy(): unknown }): AsyncGenerator<WatchEvent> {
  try {
    for await (const line of linesOf(body, MOST_LINE_BYTES)) yield parseEvent(line);
  } catch (error) {
    if (!isConnectionEnd(error)) throw error;
  } finally {
    body.destroy();
  }
}

/** Closed, reset or silent, as opposed to something that was sent and is wrong. */
function isConnectionEnd(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
