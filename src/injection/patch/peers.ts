import type { JsonObject } from "../../kubernetes/json.ts";
import type { ContainerDecision, InjectDecision } from "../decision.ts";
import { meshAnnotations } from "../peers/mesh-ports.ts";

/** What a container that loads from peers asks for: a resource of RDMA devices, and the right to pin memory. */
export function peersMembers({ peers }: ContainerDecision): JsonObject {
  if (peers === undefined) return {};
  const { resource, hasIpcLock } = peers;
  const quantity = resource === undefined ? undefined : { [resource.name]: resource.quantity };
  return {
    ...(quantity === undefined ? {} : { resources: { limits: quantity, requests: quantity } }),
    ...(hasIpcLock ? { securityContext: { capabilities: { add: ["IPC_LOCK"] } } } : {}),
  };
}

/** The pod's mesh has to leave the ports between peers alone. */
export function portAnnotations({ pod, containers }: InjectDecision): Readonly<Record<string, string>> {
  return meshAnnotations(
    pod,
    containers.flatMap(({ peers }) => peers?.ports ?? []),
  );
}
