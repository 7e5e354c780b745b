import { createHash } from "node:crypto";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";

/**
 * Which fields of an object are a manager's by server-side apply, as a digest; empty when none is. Another writer that
 * changes one of them removes it from the entry, so the digest stays the same as long as the fields are as applied.
 */
export function ownFields(object: JsonObject, manager: string): string {
  const own = objectsAt(objectAt(object, "metadata"), "managedFields").find(
    (entry) =>
      textAt(entry, "manager") === manager &&
      textAt(entry, "operation") === "Apply" &&
      (textAt(entry, "subresource") ?? "") === "",
  );
  return own === undefined ? "" : digestOf(member(own, "fieldsV1"));
}

export function digestOf(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("base64");
}
