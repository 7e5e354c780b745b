import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { ApiClient, Reading } from "../api/api-client.ts";
import { acceptOf, type Resource, type ResourceSink, urlOf } from "./resource.ts";
import { itemsOf, versionOf } from "./watch-event.ts";

export interface Listing extends Reading {
  readonly client: ApiClient;
  readonly resource: Resource;
  readonly pageSize: number;
}

export interface Listed {
  /** The resourceVersion to watch from. */
  readonly version: string;
  /** The number of objects. */
  readonly count: number;
}

/**
 * Passes a whole list to the sink, with one page in memory at a time. If it fails, the sink keeps its previous state.
 */
export async function listResource(listing: Listing, sink: ResourceSink): Promise<Listed> {
  let version: string | undefined;
  let count = 0;
  sink.beginList();
  for await (const page of pagesOf(listing)) {
    const items = itemsOf(page);
    for (const object of items) sink.listed(object);
    count += items.length;
    version = versionOf(page);
  }
  if (version === undefined) throw new Error("the list has no resourceVersion");
  sink.endList();
  return { version, count };
}

/** All pages are of the same resourceVersion. */
async function* pagesOf({ client, resource, pageSize, ...reading }: Listing): AsyncGenerator<JsonObject> {
  let next: string | undefined;
  do {
    const url = urlOf(resource, { limit: pageSize, continue: next });
    const page = await client.get(url, { ...reading, ...acceptOf(resource, "list") });
    next = textAt(objectAt(page, "metadata"), "continue") || undefined;
    yield page;
  } while (next !== undefined);
}
