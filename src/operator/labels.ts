import { type JsonObject, textAt } from "../kubernetes/json.ts";
import { DYNAMO } from "../model-express/keys.ts";
import { mergeTemplateAnnotations } from "./annotations.ts";
import { type Component, type Graph, isWorker } from "./component.ts";
import { buildDiscoveryLabels, readDiscovery } from "./discovery.ts";
import { nameDynamoNamespace } from "./dynamo-namespace.ts";
import type { Node } from "./multinode/node.ts";

/**
 * The labels of every pod of a component (`generateLabels`, `GetDCDKubeLabels`), without the hashes of workers and of
 * `modelRef`. The operator's own override the user's.
 */
export function buildLabels(component: Component, graph: Graph, { role, nodes }: Node): JsonObject {
  const annotations = mergeTemplateAnnotations(component, graph);
  const isGrove = graph.orchestrator === "grove";
  const asked = textAt(isGrove ? graph.annotations : annotations, "nvidia.com/enable-metrics");
  const metrics = asked === "false" ? {} : { "nvidia.com/metrics-enabled": "true" };
  const isSet = !isGrove && nodes > 1;
  return {
    ...(isGrove ? metrics : {}),
    ...graph.lone?.labels,
    ...(isGrove
      ? { ...graph.podLabels, ...component.service.labels }
      : { ...component.service.labels, ...graph.podLabels }),
    ...component.labels,
    ...systemLabels(component, graph),
    ...(isGrove ? {} : metrics),
    ...(isSet ? { role } : { "nvidia.com/selector": nameWorkload(component, graph) }),
    ...(role === "memory-server" ? {} : buildDiscoveryLabels(readDiscovery(isGrove ? graph.annotations : annotations))),
  };
}

/** The name of the Deployment, for workers without the hash that is appended to it. */
function nameWorkload({ name }: Component, { lone, name: graph }: Graph): string {
  return lone === undefined ? `${graph}-${name.toLowerCase()}` : lone.name;
}

function systemLabels(component: Component, graph: Graph): JsonObject {
  const { name, type, subType } = component;
  const hasEpp = graph.components.some((each) => each.type === "epp");
  const parent = graph.lone === undefined ? graph.name : graph.lone.graph;
  return {
    ...(parent === undefined ? {} : { [DYNAMO.graph]: parent }),
    [DYNAMO.component]: name,
    ...(type === undefined ? {} : { [DYNAMO.componentType]: type }),
    ...(subType === undefined ? {} : { "nvidia.com/dynamo-sub-component-type": subType }),
    ...(hasEpp && isWorker(component) ? { "nvidia.com/dynamo-component-class": "worker" } : {}),
    [DYNAMO.namespace]: graph.lone?.dynamoNamespace ?? nameDynamoNamespace(component, graph),
  };
}
