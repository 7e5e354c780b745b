import { GLOBAL, INJECT_LABEL } from "../model-express/keys.ts";
import type { Instances } from "./declared-instances.ts";
import { type GraphName, toDynamoNamespace } from "./graph.ts";

/** Whether the webhook intercepts pods of a namespace; `undefined` if unknown. */
export type IsOptedIn = (namespace: string) => boolean | undefined;

/** Warnings about declarations that are valid but probably not what the author wants. */
export function listDoubts(graph: GraphName, instances: Instances, isOptedIn: IsOptedIn): readonly string[] {
  const others = [...instances].flatMap(([name, { dynamoNamespace }]) => checkScope(graph, name, dynamoNamespace));
  const isOut = instances.size > 0 && isOptedIn(graph.namespace) === false;
  const optIn = `kubectl label namespace ${graph.namespace} ${INJECT_LABEL}=enabled`;
  return [...others, ...(isOut ? [`no pod of namespace ${graph.namespace} gets it until you run: ${optIn}`] : [])];
}

/** Since 1.0 Dynamo derives the dynamo namespace of a graph's pods itself. */
function checkScope(graph: GraphName, name: string, dynamoNamespace: unknown): readonly string[] {
  const own = toDynamoNamespace(graph);
  const isOfOther = typeof dynamoNamespace === "string" && ![GLOBAL, DYNAMO_GLOBAL, own].includes(dynamoNamespace);
  if (!isOfOther) return [];
  return [`${name} serves the dynamo namespace ${dynamoNamespace}, and this graph's pods are in ${own}: leave it out`];
}

/** The dynamo namespace of components with `globalDynamoNamespace`. */
const DYNAMO_GLOBAL = "dynamo";
