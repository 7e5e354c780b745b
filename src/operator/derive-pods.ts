import { isObject, type JsonObject, member, objectsAt, textAt } from "../kubernetes/json.ts";
import { type Backend, detectBackend, textsAt } from "./backend.ts";
import type { Component, Graph } from "./component.ts";
import { engineContainer, engineCopies } from "./engine.ts";
import { buildAnnotations, buildLabels } from "./labels.ts";
import { frontendSidecar, mainContainer } from "./main-container.ts";
import type { Node } from "./multinode/node.ts";
import { chooseRanks } from "./multinode/ranks.ts";
import { SSH_SECRET } from "./multinode/trtllm.ts";
import { orchestrated } from "./orchestrated.ts";
import { buildVolumes, withCacheMount, withSharedMemory } from "./pod-volumes.ts";

/** The pods of one role of a component. They differ only in names and indexes. */
export interface DerivedPods {
  readonly component: string;
  readonly role: Node["role"];
  /** The number of pods at the declared replicas. */
  readonly count: number;
  /** `{metadata, spec}`, without probes, ports and pull secrets, which no decision depends on. */
  readonly pod: JsonObject;
}

/** Derives the pods that Dynamo's operator creates for a graph, by the rules of {@link OPERATOR_VERSION}. */
export function derivePods(graph: Graph): readonly DerivedPods[] {
  return graph.components.flatMap((component) => deriveComponent(component, graph));
}

/** Derives the leaders of the components with several nodes, one per component. */
export function deriveLeaders(graph: Graph): readonly DerivedPods[] {
  const groups = graph.components.filter(({ nodes }) => nodes > 1);
  return groups.flatMap((component) => deriveComponent(component, graph).filter(({ role }) => role === "leader"));
}

function deriveComponent(component: Component, graph: Graph): readonly DerivedPods[] {
  const { name, nodes, replicas } = component;
  const shared = {
    nodes,
    ranks: chooseRanks(graph.orchestrator, name),
    usesMultiprocessing: usesMultiprocessing(buildAnnotations(component, graph)),
  };
  const one = (role: Node["role"], count: number): DerivedPods => {
    return { component: name, role, count, pod: derivePod(component, graph, { ...shared, role }) };
  };
  return nodes > 1 ? [one("leader", replicas), one("worker", replicas * (nodes - 1))] : [one("main", replicas)];
}

/** Graphs created by an operator before 1.0 keep Ray. A file counts as a new graph. */
function usesMultiprocessing(annotations: JsonObject): boolean {
  const asked = textAt(annotations, "nvidia.com/vllm-distributed-executor-backend")?.toLowerCase();
  if (asked === "mp" || asked === "ray") return asked === "mp";
  return !/^v?0\./.test(textAt(annotations, "nvidia.com/dynamo-operator-origin-version") ?? "1.0.0");
}

function derivePod(component: Component, graph: Graph, node: Node): JsonObject {
  const backend = detectBackend(component, graph);
  const base = withCacheMount(mainContainer(component, graph), component);
  const main = withSharedMemory(engineContainer(base, backend, { component, node }), component);
  const sidecars = component.sidecars.map((sidecar) =>
    textAt(sidecar, "name") === component.frontendSidecar
      ? frontendSidecar(sidecar, base, { component, graph })
      : sidecar,
  );
  const engines = engineCopies(main, backend === "vllm" ? component.engines : 1);
  const pod = {
    metadata: {
      namespace: graph.namespace,
      generateName: `${graph.name}-${component.name.toLowerCase()}-`,
      labels: buildLabels(component, graph),
      ...unlessEmpty("annotations", buildAnnotations(component, graph)),
    },
    spec: podSpec(component, { main, backend, node, graph: graph.name }, [...engines, ...sidecars]),
  };
  return orchestrated(pod, { graph, component, node });
}

interface Engine {
  readonly main: JsonObject;
  readonly backend: Backend;
  readonly node: Node;
  /** The graph's name. */
  readonly graph: string;
}

function podSpec(component: Component, engine: Engine, containers: readonly JsonObject[]): JsonObject {
  const { podSpec: user } = component;
  const waits = waitsForLeader(engine);
  const initContainers = [...objectsAt(user, "initContainers"), ...(waits ? [waitForLeader(engine)] : [])];
  const hasContext = isObject(member(user, "securityContext"));
  return {
    terminationGracePeriodSeconds: 60,
    ...user,
    ...(hasContext ? {} : { securityContext: { fsGroup: 1000 } }),
    ...(initContainers.length === 0 ? {} : { initContainers }),
    containers,
    ...unlessEmpty("volumes", buildVolumes(engine.main, component, engineVolumes(engine, waits))),
  };
}

function unlessEmpty(key: string, value: JsonObject | readonly JsonObject[]): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}

function engineVolumes({ backend, node, graph }: Engine, waits: boolean): readonly JsonObject[] {
  const hasSsh = backend === "trtllm" && node.nodes > 1;
  return [
    ...(hasSsh ? [{ name: SSH_SECRET, secret: { secretName: SSH_SECRET, defaultMode: 0o644 } }] : []),
    ...(waits ? [{ name: WAIT_SCRIPT, configMap: { name: `${graph}-${WAIT_SCRIPT}` } }] : []),
  ];
}

const WAIT_SCRIPT = "wait-leader-script";

function waitsForLeader({ main, backend, node }: Engine): boolean {
  const words = JSON.stringify([...textsAt(main, "command"), ...textsAt(main, "args")]);
  const isMultiprocessing = /--distributed-executor-backend(?: +|=|",")mp/.test(words);
  return backend === "vllm" && node.role === "worker" && isMultiprocessing;
}

/** The wait container blocks until the leader listens, so a pull must come before it. */
function waitForLeader({ main, node }: Engine): JsonObject {
  // The shell reads variables that Grove and LeaderWorkerSets append after the kubelet's expansion.
  const leader = node.ranks.leader.replaceAll(/\$\((\w+)\)/g, (_, name: string) => `\${${name}}`);
  return {
    name: "wait-for-leader-mp",
    image: main["image"],
    command: [
      "sh",
      "-c",
      `export LEADER_HOST="${leader}" LEADER_PORT="29500" && exec python3 /scripts/wait-for-leader.py`,
    ],
    volumeMounts: [{ name: WAIT_SCRIPT, mountPath: "/scripts", readOnly: true }],
  };
}
