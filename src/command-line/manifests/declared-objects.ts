import { objectsDeclaredBy } from "../../deployment/desired/declared-objects.ts";
import { KIND, MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import { admitGraph } from "../../graph/admit-graph.ts";
import { isGraph } from "../../graph/graph.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";

/** The Services and claims that the controller creates for the declarations in an object of a manifest. */
export function declaredObjects(object: JsonObject): readonly JsonObject[] {
  if (isModelExpress(object)) return objectsDeclaredBy(withNamespace(object));
  if (!isGraph(object)) return [];
  const metadata = objectAt(withNamespace(object), "metadata");
  const name = { namespace: textAt(metadata, "namespace") ?? "default", name: textAt(metadata, "name") ?? "" };
  return admitGraph(object, name).modelExpresses.flatMap(objectsDeclaredBy);
}

/** `namespace/name` of the Services of the instances that a graph declares. */
export function declaredServices(graph: JsonObject): readonly string[] {
  return declaredObjects(graph)
    .filter((object) => textAt(object, "kind") === "Service")
    .map((service) => objectAt(service, "metadata"))
    .map((metadata) => `${textAt(metadata, "namespace")}/${textAt(metadata, "name")}`);
}

function isModelExpress(object: JsonObject): boolean {
  return textAt(object, "kind") === KIND && textAt(object, "apiVersion") === MODEL_EXPRESSES.apiVersion;
}

function withNamespace(object: JsonObject): JsonObject {
  const metadata = objectAt(object, "metadata");
  return { ...object, metadata: { ...metadata, namespace: textAt(metadata, "namespace") ?? "default" } };
}
