import { GLOBAL, INJECT_LABEL } from "../model-express/keys.ts";
import type { Instances } from "./declared-instances.ts";
import { type GraphName, ownDynamoNamespace } from "./graph.ts";

/** Whether pods of a namespace are intercepted; `undefined`: not known. */
export type IsOptedIn = (namespace: string) => boolean | undefined;

/** What is right in itself, and still not what its author can want. */
export function doubtsAbout(graph: GraphName, instances: Instances, isOptedIn: IsOptedIn): readonly string[] {
  const others = [...instances].flatMap(([name, { dynamoNamespace }]) => doubtAbout(graph, name, dynamoNamespace));
  const isOut = instances.size > 0 && isOptedIn(graph.namespace) === false;
  const optIn = `kubectl label namespace ${graph.namespace} ${INJECT_LABEL}=enabled`;
  return [...others, ...(isOut ? [`no pod of namespace ${graph.namespace} is given it until: ${optIn}`] : [])];
}

/** Since 1.0 Dynamo itself says into which dynamo namespace a graph's pods go. */
function doubtAbout(graph: GraphName, name: string, dynamoNamespace: unknown): readonly string[] {
  const own = ownDynamoNamespace(graph);
  const isOfOther = typeof dynamoNamespace === "string" && ![GLOBAL, DYNAMO_GLOBAL, own].includes(dynamoNamespace);
  if (!isOfOther) return [];
  return [`${name} serves the dynamo namespace ${dynamoNamespace}, and this graph's pods are in ${own}: leave it out`];
}

/** The dynamo namespace of components with `globalDynamoNamespace`. */
const DYNAMO_GLOBAL = "dynamo";
