import { type JsonObject, objectsAt } from "../kubernetes/json.ts";
import type { Component, Graph } from "./component.ts";
import type { Node } from "./multinode/node.ts";

/** Adds what Grove or LeaderWorkerSets add to a pod: variables of each container, labels, and a scheduling gate. */
export function orchestrated(pod: JsonObject, { graph, component, node }: Orchestrated): JsonObject {
  const { metadata, spec } = pod as { metadata: JsonObject; spec: JsonObject };
  const isGrove = graph.orchestrator === "grove";
  if (!isGrove && node.nodes === 1) return pod;
  const env = isGrove ? groveEnv(graph, component, node) : leaderWorkerSetEnv(graph, component, node);
  const containers = objectsAt(spec, "containers").map((each) => ({
    ...each,
    env: [...objectsAt(each, "env"), ...env],
  }));
  const gates = isGrove ? { schedulingGates: [{ name: "grove.io/podgang-pending-creation" }] } : {};
  const labels = isGrove
    ? { ...(metadata["labels"] as JsonObject), "grove.io/podclique": nameClique(graph, component, node) }
    : metadata["labels"];
  return { ...pod, metadata: { ...metadata, labels }, spec: { ...spec, containers, ...gates } };
}

export interface Orchestrated {
  readonly graph: Graph;
  readonly component: Component;
  readonly node: Node;
}

const SUFFIX = { main: "", leader: "-ldr", worker: "-wkr" } as const;

function nameClique(graph: Graph, component: Component, { role, nodes }: Node): string {
  const name = component.name.toLowerCase();
  const group = nodes > 1 ? `${graph.name}-0-${name}-0` : `${graph.name}-0`;
  return `${group}-${name}${SUFFIX[role]}`;
}

/** The variables of the first replica. Other replicas differ by an index. */
function groveEnv(graph: Graph, component: Component, node: Node): readonly JsonObject[] {
  const group = [
    { name: "GROVE_PCSG_NAME", value: `${graph.name}-0-${component.name.toLowerCase()}` },
    { name: "GROVE_PCSG_INDEX", value: "0" },
  ];
  return [
    { name: "GROVE_PCS_NAME", value: graph.name },
    { name: "GROVE_PCS_INDEX", value: "0" },
    { name: "GROVE_PCLQ_NAME", value: nameClique(graph, component, node) },
    { name: "GROVE_PCLQ_POD_INDEX", value: "0" },
    { name: "GROVE_HEADLESS_SERVICE", value: `${graph.name}-0.${graph.namespace}.svc.cluster.local` },
    ...(node.nodes > 1 ? group : []),
  ];
}

function leaderWorkerSetEnv(
  { name, namespace }: Graph,
  component: Component,
  { role, nodes }: Node,
): readonly JsonObject[] {
  const set = `${name}-${component.name.toLowerCase()}-0`;
  return [
    { name: "LWS_LEADER_ADDRESS", value: `${set}-0.${set}.${namespace}` },
    { name: "LWS_GROUP_SIZE", value: String(nodes) },
    { name: "LWS_WORKER_INDEX", value: role === "leader" ? "0" : "1" },
  ];
}
