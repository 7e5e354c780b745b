import { parse } from "yaml";
import type { JsonObject } from "../../src/kubernetes/json.ts";

/** A graph in the namespace `inference`, as sent by the API server. */
export function graph(text: string): JsonObject {
  return parse(text) as JsonObject;
}

/** A graph with the given services and a frontend, because Dynamo requires a component besides Model Express. */
export function graphWith(services: string, annotations: Readonly<Record<string, string>> = {}): JsonObject {
  const indented = services.replaceAll(/^(?=.)/gm, "    ");
  const object = graph(`
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: vllm-agg, namespace: inference}
spec:
  services:
    Frontend: {componentType: frontend}
${indented}`);
  return { ...object, metadata: { ...(object["metadata"] as JsonObject), annotations } };
}
