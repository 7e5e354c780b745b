import { setImmediate as nextTurn } from "node:timers/promises";
import { textAt } from "../../kubernetes/json.ts";
import type { ApiClient, Reading } from "../api/api-client.ts";
import { buildUrl, chooseAccept, type Resource, type ResourceSink } from "./resource.ts";
import { type ListPage, readList } from "./watched-object.ts";

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
    for (const { object, excess } of page.items) {
      sink.listed(object, excess);
      count++;
      if (count % OBJECTS_PER_TURN === 0) await nextTurn();
    }
    version = textAt(page.metadata, "resourceVersion") || undefined;
  }
  if (version === undefined) throw new Error("the list has no resourceVersion");
  sink.endList();
  return { version, count };
}

/** Yields to other work after this many objects. Each takes a few milliseconds at most. */
const OBJECTS_PER_TURN = 4;

/** All pages are of the same resourceVersion. */
async function* readPages({ client, resource, pageSize, ...reading }: Listing): AsyncGenerator<ListPage> {
  let next: string | undefined;
  do {
    const url = buildUrl(resource, { limit: pageSize, continue: next });
    const page = readList(await client.getBytes(url, { ...reading, ...chooseAccept(resource, "list") }));
    next = textAt(page.metadata, "continue") || undefined;
    yield page;
  } while (next !== undefined);
}
