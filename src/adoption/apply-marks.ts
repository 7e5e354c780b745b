import type { ApiClient } from "../cluster/api/api-client.ts";
import { ApiFailure } from "../cluster/api/api-failure.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { objectPath, SERVICES } from "../kubernetes/resource-type.ts";
import { ADOPTER, type Marks, toApplyBody } from "./marks.ts";
import { Refusal } from "./refusal.ts";

export interface MarkWriter {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** A server-side dry run. */
  readonly isDryRun: boolean;
  /** Takes over fields that another manager set to a different value. */
  readonly isForced: boolean;
}

/**
 * Applies the marks with server-side apply, and removes our other marks. Returns the resulting Service.
 *
 * @throws {Refusal} if another manager set one of them to a different value
 */
export async function applyMarks(service: JsonObject, marks: Marks, writer: MarkWriter): Promise<JsonObject> {
  const body = toApplyBody(service, marks);
  const metadata = objectAt(body, "metadata");
  const [namespace = "", name = ""] = [textAt(metadata, "namespace"), textAt(metadata, "name")];
  const query = new URLSearchParams({
    fieldManager: ADOPTER,
    force: String(writer.isForced),
    ...(writer.isDryRun ? { dryRun: "All" } : {}),
  });
  const path = `${objectPath({ type: SERVICES, namespace, name })}?${query}`;
  const change = { method: "PATCH", path, body, contentType: "application/apply-patch+yaml" } as const;
  try {
    return await writer.client.write({ ...change, signal: writer.signal });
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 409) throw error;
    throw new Refusal(
      `another field manager set it to a different value (${error.message}); add --force to take it over`,
    );
  }
}
