import { textAt } from "../../kubernetes/json.ts";
import type { ApiClient } from "../api/api-client.ts";
import type { Reading } from "../api/exchange.ts";
import { ListPage } from "./list-page.ts";
import { buildUrl, chooseAccept, type Resource, type ResourceSink } from "./resource.ts";
import { isNamed } from "./watched-object.ts";

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
  for await (const page of readPages(listing)) {
    for await (const watched of page.items()) {
      if (!isNamed(watched)) continue;
      sink.listed(watched.object, watched.excess);
      count++;
    }
    version = textAt(page.metadata, "resourceVersion") || undefined;
  }
  if (version === undefined) throw new Error("the list has no resourceVersion");
  sink.endList();
  return { version, count };
}

/** All pages are of the same resourceVersion. */
async function* readPages({ client, resource, pageSize, ...reading }: Listing): AsyncGenerator<ListPage> {
  let next: string | undefined;
  do {
    const url = buildUrl(resource, { limit: pageSize, continue: next });
    const page = new ListPage(await client.getBytes(url, { ...reading, ...chooseAccept(resource, "list") }));
    yield page;
    next = textAt(page.metadata, "continue") || undefined;
  } while (next !== undefined);
}
