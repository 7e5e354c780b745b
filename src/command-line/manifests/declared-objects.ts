import { objectsDeclaredBy } from "../../deployment/desired/declared-objects.ts";
import { isValid, readModelExpress } from "../../deployment/model-express.ts";
import { KIND, MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import { admitGraph } from "../../graph/admit-graph.ts";
import { isGraph } from "../../graph/graph.ts";
import { checkLoneInstance } from "../../graph/instance-spec.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { deriveClaims } from "../../operator/derive-claims.ts";
import { EXIT, Failure } from "../failure.ts";

/**
 * The Services and claims that the controller creates for the declarations in an object of a manifest, and the claims
 * that Dynamo's operator creates for a graph.
 *
 * @throws {Failure} for a ModelExpress that the API server would refuse: without it, pods would seem to have none
 */
export function declaredObjects(object: JsonObject): readonly JsonObject[] {
  if (isModelExpress(object)) return objectsDeclaredBy(requireValid(withNamespace(object)));
  if (!isGraph(object)) return [];
  const metadata = objectAt(withNamespace(object), "metadata");
  const name = { namespace: textAt(metadata, "namespace") ?? "default", name: textAt(metadata, "name") ?? "" };
  return [
    ...deriveClaims(object, name.namespace),
    ...admitGraph(object, name).modelExpresses.flatMap(objectsDeclaredBy),
  ];
}

/** `namespace/name` of the Services of the instances that a graph declares. */
export function declaredServices(graph: JsonObject): readonly string[] {
  return declaredObjects(graph)
    .filter((object) => textAt(object, "kind") === "Service")
    .map((service) => objectAt(service, "metadata"))
    .map((metadata) => `${textAt(metadata, "namespace")}/${textAt(metadata, "name")}`);
}

function requireValid(object: JsonObject): JsonObject {
  const read = readModelExpress(object);
  if (read === undefined || isValid(read)) return object;
  // The same sentences as for a ModelExpress of a graph, which name misspelt keys.
  const problem = checkLoneInstance(read.name, objectAt(object, "spec")) ?? `${read.name}: ${read.problem}`;
  throw new Failure(`${KIND} ${read.namespace}/${problem}; the API server would refuse it`, EXIT.problem);
}

function isModelExpress(object: JsonObject): boolean {
  return textAt(object, "kind") === KIND && textAt(object, "apiVersion") === MODEL_EXPRESSES.apiVersion;
}

function withNamespace(object: JsonObject): JsonObject {
  const metadata = objectAt(object, "metadata");
  return { ...object, metadata: { ...metadata, namespace: textAt(metadata, "namespace") ?? "default" } };
}
