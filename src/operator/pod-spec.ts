import { isObject, type JsonObject, member, objectsAt, textAt } from "../kubernetes/json.ts";
import { type Backend, detectBackend } from "./backend.ts";
import { basePodSpec } from "./base-container.ts";
import type { Component, Graph } from "./component.ts";
import { engineContainer } from "./engine.ts";
import { engineCopies } from "./failover.ts";
import { frontendSidecar, mainContainer } from "./main-container.ts";
import { withMemorySidecar } from "./memory-service.ts";
import { mergeOver } from "./merge.ts";
import type { Node } from "./multinode/node.ts";
import { SSH_SECRET } from "./multinode/trtllm.ts";
import { orderVolumes, withCacheMount, withSharedMemory, withVolumes } from "./pod-volumes.ts";
import { waitsForLeader, withWait } from "./wait-for-leader.ts";

/** Builds the spec of a component's pods, in the operator's order (`GenerateBasePodSpec`). */
export function buildPodSpec(component: Component, graph: Graph, node: Node): JsonObject {
  const backend = detectBackend(component, graph);
  const base = withCacheMount(mainContainer(component, graph), component);
  const main = withSharedMemory(engineContainer(base, backend, { component, node }), component);
  const sidecars = component.sidecars.map((sidecar) =>
    textAt(sidecar, "name") === component.frontendSidecar
      ? frontendSidecar(sidecar, base, { component, graph })
      : sidecar,
  );
  const user = withVolumes(withDefaults(component, graph), component);
  const engine = { main, backend, node, graph: graph.name };
  const spec = { ...user, containers: [main, ...sidecars] };
  const waiting = waitsForLeader(engine) ? withWait(spec, engine) : spec;
  const ordered = orderVolumes(withKeys(waiting, backend, node));
  return withEngines(withMemory(ordered, component, graph), component, { backend, node });
}

/** `fsGroup` only if the user has no security context of the pod at all. */
function withDefaults(component: Component, graph: Graph): JsonObject {
  const merged = mergeOver(basePodSpec(component, graph), component.podSpec);
  const hasContext = isObject(member(component.podSpec, "securityContext"));
  return hasContext ? merged : { ...merged, securityContext: { fsGroup: 1000 } };
}

/** Mounts the keys with which MPI reaches the other nodes. */
function withKeys(spec: JsonObject, backend: Backend, { nodes }: Node): JsonObject {
  if (backend !== "trtllm" || nodes === 1) return spec;
  const volume = { name: SSH_SECRET, secret: { secretName: SSH_SECRET, defaultMode: 0o644 } };
  return { ...spec, volumes: [...objectsAt(spec, "volumes"), volume] };
}

function withMemory(spec: JsonObject, { memoryService, name }: Component, graph: Graph): JsonObject {
  if (memoryService?.mode !== "intraPod") return spec;
  const template = `${graph.name}-${name.toLowerCase()}-gpu`;
  return withMemorySidecar(spec, { template, clients: memoryService.clients });
}

function withEngines(spec: JsonObject, { failover }: Component, { backend, node }: EngineNode): JsonObject {
  if (failover?.mode !== "intraPod" || backend !== "vllm") return spec;
  const [main = {}, ...sidecars] = objectsAt(spec, "containers");
  return { ...spec, containers: [...engineCopies(main, node.nodes), ...sidecars] };
}

interface EngineNode {
  readonly backend: Backend;
  readonly node: Node;
}
