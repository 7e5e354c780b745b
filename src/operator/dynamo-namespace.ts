import type { Component, Graph } from "./component.ts";

/** `ComputeDynamoNamespace`: a graph's field `dynamoNamespace` of v1alpha1 is ignored. */
export function nameDynamoNamespace({ isInGlobalNamespace }: Component, { namespace, name }: Graph): string {
  return isInGlobalNamespace ? "dynamo" : `${namespace}-${name.replaceAll(".", "-")}`;
}
