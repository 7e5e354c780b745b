import { isObject, type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";

/** Dynamo's own group; the objects of a graph are the same in each of its versions. */
export const GRAPH_GROUP = "nvidia.com";
export const GRAPH_KIND = "DynamoGraphDeployment";

/** Which DynamoGraphDeployment it is. */
export interface GraphName {
  readonly namespace: string;
  readonly name: string;
}

/** Whether an object says of itself that it is a DynamoGraphDeployment, in any version. */
export function isGraph(object: unknown): object is JsonObject {
  if (!isObject(object) || textAt(object, "kind") !== GRAPH_KIND) return false;
  return textAt(object, "apiVersion")?.startsWith(`${GRAPH_GROUP}/`) === true;
}

export function annotationsOf(object: JsonObject): JsonObject {
  return objectAt(objectAt(object, "metadata"), "annotations");
}

/** The dynamo namespace into which Dynamo puts a graph's pods (operator 1.x, `ComputeDynamoNamespace` in its API). */
export function ownDynamoNamespace({ namespace, name }: GraphName): string {
  return `${namespace}-${dashed(name)}`;
}

/** The ModelExpress of a component, named as Dynamo names what it makes of one. */
export function objectNameOf(graph: string, component: string): string {
  return dashed(`${graph}-${component.toLowerCase()}`);
}

/** The name of a ModelExpress that is of no graph. */
export function loneNameOf(component: string): string {
  return dashed(component.toLowerCase());
}

function dashed(name: string): string {
  return name.replaceAll(".", "-");
}
