import type { JsonObject } from "../kubernetes/json.ts";
import { buildAnnotations, usesMultiprocessing } from "./annotations.ts";
import type { Component, Graph } from "./component.ts";
import { withKvTransfer } from "./kv-transfer.ts";
import { buildLabels } from "./labels.ts";
import { asMemoryServer, asServedEngine } from "./memory-service.ts";
import type { Node, Role } from "./multinode/node.ts";
import { chooseRanks } from "./multinode/ranks.ts";
import { orchestrated } from "./orchestrated.ts";
import { buildPodSpec } from "./pod-spec.ts";
import { expandRoles, type RolePods } from "./roles.ts";

/** The pods of one role of a component. They differ only in names and indexes. */
export interface DerivedPods {
  readonly component: string;
  readonly role: Role;
  /** The number of pods at the declared replicas. */
  readonly count: number;
  /**
   * `{metadata, spec}`, without probes, ports, pull secrets, an endpoint picker's arguments, and hashes of workers and
   * models. No decision depends on them.
   */
  readonly pod: JsonObject;
}

/** Derives the pods that Dynamo's operator creates for a graph, by the rules of {@link OPERATOR_VERSION}. */
export function derivePods(graph: Graph): readonly DerivedPods[] {
  return graph.components.flatMap((component) => deriveRoles(component, graph, expandRoles(component, graph)));
}

/** Derives the leaders of the components with several nodes, one per component. */
export function deriveLeaders(graph: Graph): readonly DerivedPods[] {
  return graph.components.flatMap((component) => {
    const leaders = expandRoles(component, graph).filter(({ role }) => role === "leader");
    return deriveRoles(component, graph, leaders);
  });
}

function deriveRoles(written: Component, graph: Graph, roles: readonly RolePods[]): readonly DerivedPods[] {
  const component = withKvTransfer(written, graph.kvTransfer);
  return roles.map((pods) => ({
    component: component.name,
    role: pods.role,
    count: pods.count,
    pod: derivePod(component, graph, pods),
  }));
}

function derivePod(component: Component, graph: Graph, pods: RolePods): JsonObject {
  const node = readNode(component, graph, pods);
  const annotations = buildAnnotations(component, graph);
  const pod = {
    metadata: {
      namespace: graph.namespace,
      generateName: `${graph.name}-${component.name.toLowerCase()}-`,
      labels: buildLabels(component, graph, node),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: buildRoleSpec(component, graph, node),
  };
  return orchestrated(pod, { graph, component, node, suffix: pods.suffix });
}

function readNode(component: Component, graph: Graph, { role, rank }: RolePods): Node {
  const isFixed = component.memoryService?.mode === "interPod" && component.nodes > 1;
  const ranks = chooseRanks(graph.orchestrator, component.name, isFixed ? rank : undefined);
  const multiprocessing = usesMultiprocessing(component, graph);
  return { role, rank, nodes: component.nodes, ranks, usesMultiprocessing: multiprocessing };
}

/** A memory server is made of the pod of an engine on one node; its engines get what they share with it. */
function buildRoleSpec(component: Component, graph: Graph, node: Node): JsonObject {
  if (node.role === "memory-server") {
    return asMemoryServer(buildPodSpec(component, graph, { ...node, role: "main", nodes: 1 }), node.rank);
  }
  const spec = buildPodSpec(component, graph, node);
  const isServed = component.memoryService?.mode === "interPod" && graph.orchestrator === "grove";
  return isServed ? asServedEngine(spec, node.rank, component.failover?.mode === "interPod") : spec;
}
