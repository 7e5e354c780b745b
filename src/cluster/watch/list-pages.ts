import { type JsonObject, objectAt, textAt } from "../../injection/json.ts";
import type { ApiClient, Reading } from "../api/api-client.ts";
import { type Resource, urlOf } from "./resource.ts";

/** The pages of a list, one in memory at a time; all show the same moment. */
export async function* listPages(
  client: ApiClient,
  resource: Resource,
  reading: Reading & { readonly pageSize: number },
): AsyncGenerator<JsonObject> {
  let next: string | undefined;
  do {
    const page = await client.get(urlOf(resource, { limit: reading.pageSize, continue: next }), reading);
    next = textAt(objectAt(page, "metadata"), "continue") || undefined;
    yield page;
  } while (next !== undefined);
}
