import { createHash } from "node:crypto";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";

/**
 * Which fields of an object are a manager's by server-side apply, as a digest; empty when none is. Whoever else changes
 * one of them takes it over, so the digest stays the same exactly as long as the fields are as the manager applied them.
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
