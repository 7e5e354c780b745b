import type { JsonObject } from "../kubernetes/json.ts";
import { DYNAMO } from "../model-express/keys.ts";
import { type Component, type Graph, isWorker } from "./component.ts";
import { nameDynamoNamespace } from "./main-container.ts";

/** The labels of every pod of a component (`generateLabels`). The operator's own override the user's. */
export function buildLabels(component: Component, graph: Graph): JsonObject {
  return {
    ...(graph.annotations["nvidia.com/enable-metrics"] === "false" ? {} : { "nvidia.com/metrics-enabled": "true" }),
    ...graph.podLabels,
    ...component.labels,
    ...systemLabels(component, graph),
    "nvidia.com/dynamo-discovery-backend": "kubernetes",
    "nvidia.com/dynamo-discovery-enabled": "true",
  };
}

function systemLabels(component: Component, graph: Graph): JsonObject {
  const { name, type, subType } = component;
  const hasEpp = graph.components.some((each) => each.type === "epp");
  return {
    "nvidia.com/selector": `${graph.name}-${name.toLowerCase()}`,
    [DYNAMO.graph]: graph.name,
    [DYNAMO.component]: name,
    ...(type === undefined ? {} : { [DYNAMO.componentType]: type }),
    ...(subType === undefined ? {} : { "nvidia.com/dynamo-sub-component-type": subType }),
    ...(hasEpp && isWorker(component) ? { "nvidia.com/dynamo-component-class": "worker" } : {}),
    [DYNAMO.namespace]: nameDynamoNamespace(component, graph),
  };
}

/** The only annotations of a graph that reach its pods (`dgdPropagatedAnnotationKeys`). */
const PROPAGATED = [
  "nvidia.com/enable-metrics",
  "nvidia.com/dynamo-discovery-backend",
  "nvidia.com/dynamo-kube-discovery-mode",
  "nvidia.com/dynamo-operator-origin-version",
  "nvidia.com/vllm-distributed-executor-backend",
];

export function buildAnnotations(component: Component, graph: Graph): JsonObject {
  const own = PROPAGATED.flatMap((key) =>
    graph.annotations[key] === undefined ? [] : [[key, graph.annotations[key]] as const],
  );
  const { baseModel } = component;
  const named = baseModel !== undefined && graph.orchestrator === "component" ? { [DYNAMO.baseModel]: baseModel } : {};
  return { ...graph.podAnnotations, ...Object.fromEntries(own), ...component.annotations, ...named };
}
