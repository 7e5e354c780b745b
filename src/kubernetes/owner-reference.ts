import { type JsonObject, member, objectsAt } from "./json.ts";

/** The reference to the object that controls this one, in the `ownerReferences` of its metadata. */
export function findControllerReference(metadata: JsonObject): JsonObject | undefined {
  return objectsAt(metadata, "ownerReferences").find((owner) => member(owner, "controller") === true);
}
