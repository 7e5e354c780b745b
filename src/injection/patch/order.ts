import type { Container } from "../pod/pod.ts";

/** Native sidecars of meshes, without which a pod in the mesh has no network. */
const MESH_PROXIES = new Set(["istio-proxy", "linkerd-proxy", "kuma-sidecar"]);

/**
 * The pull's index among the init containers: after the native sidecars at the head of the list, which may provide
 * its network or its volume, and after a mesh's sidecar at any position; before everything else, and before any
 * target.
 */
export function pullIndex(initContainers: readonly Container[], targets: readonly Container[]): number {
  const isTarget = ({ pointer }: Container): boolean => targets.some((target) => target.pointer === pointer);
  const afterLeading = indexOr(initContainers, (one) => !one.isNativeSidecar || isTarget(one));
  const afterMesh = 1 + initContainers.findLastIndex((one) => one.isNativeSidecar && MESH_PROXIES.has(one.name));
  return Math.min(Math.max(afterLeading, afterMesh), indexOr(initContainers, isTarget));
}

/** The index of the first match, else the length of the list. */
function indexOr(containers: readonly Container[], fits: (one: Container) => boolean): number {
  const index = containers.findIndex(fits);
  return index < 0 ? containers.length : index;
}
