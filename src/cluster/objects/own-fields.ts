import { createHash } from "node:crypto";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";

/**
 * Digests the fields that a manager owns by server-side apply; empty if it owns none. Any other writer that changes
 * one of our fields removes it from our managedFields entry, so an unchanged digest means that the fields are still
 * as applied.
 */
export function ownFields(object: JsonObject, manager: string): string {
  const own = objectsAt(objectAt(object, "metadata"), "managedFields").find(
    (entry) =>
      textAt(entry, "manager") === manager &&
      textAt(entry, "operation") === "Apply" &&
      (textAt(entry, "subresource") ?? "") === "",
  );
  return own === undefined ? "" : digestValue(member(own, "fieldsV1"));
}

export function digestValue(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("base64");
}
