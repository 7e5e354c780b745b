import type { JsonObject } from "../../kubernetes/json.ts";
import type { ContainerDecision, InjectDecision } from "../decision.ts";
import { meshAnnotations } from "../peers/mesh-ports.ts";

/**
 * The members of a container that loads from peers: a resource of RDMA devices, and the capability to lock memory.
 */
export function peersMembers({ peers }: ContainerDecision): JsonObject {
  if (peers === undefined) return {};
  const { resource, hasIpcLock } = peers;
  const quantity = resource === undefined ? undefined : { [resource.name]: resource.quantity };
  return {
    ...(quantity === undefined ? {} : { resources: { limits: quantity, requests: quantity } }),
    ...(hasIpcLock ? { securityContext: { capabilities: { add: ["IPC_LOCK"] } } } : {}),
  };
}

/** The annotations that exclude the ports between peers from the pod's mesh. */
export function portAnnotations({ pod, containers }: InjectDecision): Readonly<Record<string, string>> {
  return meshAnnotations(
    pod,
    containers.flatMap(({ peers }) => peers?.ports ?? []),
  );
}
