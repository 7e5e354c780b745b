import type { ResourceType } from "../kubernetes/resource-type.ts";

/** The group of Dynamo's API. */
export const DYNAMO_GROUP = "nvidia.com";
export const GRAPH_KIND = "DynamoGraphDeployment";
/** One component of a graph, as an object of its own. */
export const COMPONENT_KIND = "DynamoComponentDeployment";

/** Graphs in each version of Dynamo's API, the newest first. All versions show the same objects. */
export const GRAPHS = [graphsOf("v1beta1"), graphsOf("v1alpha1")] as const;

function graphsOf(version: string): ResourceType {
  return { apiVersion: `${DYNAMO_GROUP}/${version}`, plural: "dynamographdeployments" };
}
