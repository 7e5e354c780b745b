import { parse } from "yaml";
import type { JsonObject } from "../../src/kubernetes/json.ts";

/** A graph of the namespace `inference`, as the API server would hand it over. */
export function graph(text: string): JsonObject {
  return parse(text) as JsonObject;
}

/** With a frontend, because Dynamo wants a component besides Model Express, and whatever services are given. */
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
