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
  /** Where a watch goes on. */
  readonly version: string;
  /** How many objects there are. */
  readonly count: number;
}

/** Hands a whole list to the sink, a page in memory at a time. When it fails, the sink keeps what it had. */
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

/** All show the same moment. */
async function* pagesOf({ client, resource, pageSize, ...reading }: Listing): AsyncGenerator<JsonObject> {
  let next: string | undefined;
  do {
    const url = urlOf(resource, { limit: pageSize, continue: next });
    const page = await client.get(url, { ...reading, ...acceptOf(resource, "list") });
    next = textAt(objectAt(page, "metadata"), "continue") || undefined;
    yield page;
  } while (next !== undefined);
}
