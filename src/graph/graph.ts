import { isObject, type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { DYNAMO_GROUP, GRAPH_KIND } from "../model-express/graph-type.ts";

export interface GraphName {
  readonly namespace: string;
  readonly name: string;
}

/** Whether an object is a DynamoGraphDeployment, in any version. */
export function isGraph(object: unknown): object is JsonObject {
  if (!isObject(object) || textAt(object, "kind") !== GRAPH_KIND) return false;
  return textAt(object, "apiVersion")?.startsWith(`${DYNAMO_GROUP}/`) === true;
}

export function readAnnotations(object: JsonObject): JsonObject {
  return objectAt(objectAt(object, "metadata"), "annotations");
}

/** The dynamo namespace that Dynamo assigns to a graph's pods (operator 1.x, `ComputeDynamoNamespace` in its API). */
export function toDynamoNamespace({ namespace, name }: GraphName): string {
  return `${namespace}-${dashed(name)}`;
}

/** The name of a component's ModelExpress. Follows the pattern of the objects that Dynamo creates for a component. */
export function toObjectName(graph: string, component: string): string {
  return dashed(`${graph}-${component.toLowerCase()}`);
}

/** The name of a ModelExpress that does not belong to a graph. */
export function toLoneName(component: string): string {
  return dashed(component.toLowerCase());
}

function dashed(name: string): string {
  return name.replaceAll(".", "-");
}
