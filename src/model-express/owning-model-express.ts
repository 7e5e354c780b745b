import { type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { KEY_PREFIX } from "./keys.ts";

/** The name of the `ModelExpress` whose controller marks a Service; `undefined` for a Service of anyone else. */
export function findOwningModelExpress(service: JsonObject): string | undefined {
  const owner = objectsAt(objectAt(service, "metadata"), "ownerReferences").find(
    (each) => textAt(each, "kind") === "ModelExpress" && (textAt(each, "apiVersion") ?? "").startsWith(KEY_PREFIX),
  );
  return owner && textAt(owner, "name");
}
