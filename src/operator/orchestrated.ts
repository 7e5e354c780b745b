import { type JsonObject, objectAt, objectsAt } from "../kubernetes/json.ts";
import { nameCliqueSet } from "./clique-set.ts";
import { type Component, type Graph, isServedByPods } from "./component.ts";
import type { Node } from "./multinode/node.ts";

/** Adds what Grove or LeaderWorkerSets add to a pod: variables of each container, labels, and a scheduling gate. */
export function orchestrated(pod: JsonObject, known: Orchestrated): JsonObject {
  const { graph, node } = known;
  const [metadata, spec] = [objectAt(pod, "metadata"), objectAt(pod, "spec")];
  const isGrove = graph.orchestrator === "grove";
  if (!isGrove && node.nodes === 1) return pod;
  const withEnv = isGrove ? appendEnv(groveEnv(known)) : prependEnv(leaderWorkerSetEnv(known));
  const initContainers = objectsAt(spec, "initContainers").map(withEnv);
  return {
    ...pod,
    metadata: { ...metadata, labels: { ...objectAt(metadata, "labels"), ...(isGrove ? groveLabels(known) : {}) } },
    spec: {
      ...spec,
      containers: objectsAt(spec, "containers").map(withEnv),
      ...(initContainers.length === 0 ? {} : { initContainers }),
      ...(isGrove ? { schedulingGates: [{ name: "grove.io/podgang-pending-creation" }] } : {}),
    },
  };
}

export interface Orchestrated {
  readonly graph: Graph;
  readonly component: Component;
  readonly node: Node;
  /** What the name of the clique ends with. */
  readonly suffix: string;
}

type WithEnv = (container: JsonObject) => JsonObject;

/** Grove appends to all containers (`AddEnvVarsToContainers`). */
function appendEnv(env: readonly JsonObject[]): WithEnv {
  return (container) => ({ ...container, env: [...objectsAt(container, "env"), ...env] });
}

/** LeaderWorkerSets put theirs first, in the place of the user's of the same name (`addEnvVarsIfNotExists`). */
function prependEnv(env: readonly JsonObject[]): WithEnv {
  const names = new Set(env.map(({ name }) => name));
  return (container) => ({
    ...container,
    env: [...env, ...objectsAt(container, "env").filter(({ name }) => !names.has(name))],
  });
}

function groveLabels(known: Orchestrated): JsonObject {
  return { "grove.io/podclique": nameClique(known) };
}

/** Whether the component's cliques are scaled together, as a group. */
function isGrouped({ component, node }: Orchestrated): boolean {
  return node.nodes > 1 || isServedByPods(component);
}

function nameClique(known: Orchestrated): string {
  const name = known.component.name.toLowerCase();
  const set = nameCliqueSet(known.graph);
  return `${isGrouped(known) ? `${set}-0-${name}-0` : `${set}-0`}-${name}${known.suffix}`;
}

/** The variables of the first replica. Other replicas differ by an index. */
function groveEnv(known: Orchestrated): readonly JsonObject[] {
  const { graph, component } = known;
  const set = nameCliqueSet(graph);
  const group = [
    { name: "GROVE_PCSG_NAME", value: `${set}-0-${component.name.toLowerCase()}` },
    { name: "GROVE_PCSG_INDEX", value: "0" },
  ];
  return [
    { name: "GROVE_PCS_NAME", value: set },
    { name: "GROVE_PCS_INDEX", value: "0" },
    { name: "GROVE_PCLQ_NAME", value: nameClique(known) },
    { name: "GROVE_HEADLESS_SERVICE", value: `${set}-0.${graph.namespace}.svc.cluster.local` },
    { name: "GROVE_PCLQ_POD_INDEX", value: "0" },
    ...(isGrouped(known) ? group : []),
  ];
}

function leaderWorkerSetEnv({ graph: { name, namespace, lone }, component, node }: Orchestrated) {
  const set = `${lone?.name ?? `${name}-${component.name.toLowerCase()}`}-0`;
  return [
    { name: "LWS_LEADER_ADDRESS", value: `${set}-0.${set}.${namespace}` },
    { name: "LWS_GROUP_SIZE", value: String(node.nodes) },
    { name: "LWS_WORKER_INDEX", value: node.role === "leader" ? "0" : "1" },
  ];
}
