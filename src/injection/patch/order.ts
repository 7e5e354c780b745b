import type { Container } from "../pod/pod.ts";

/** Meshes' native sidecars, without which a pod in the mesh has no network. */
const MESH_PROXIES = new Set(["istio-proxy", "linkerd-proxy"]);

/**
 * Where among the init containers the pull goes: after the native sidecars that lead the list, for they may serve its
 * network or its volume, and after a mesh's wherever it stands; before everything else, and before any target.
 */
export function pullIndex(initContainers: readonly Container[], targets: readonly Container[]): number {
  const isTarget = ({ pointer }: Container): boolean => targets.some((target) => target.pointer === pointer);
  const afterLeading = indexOr(initContainers, (one) => !one.isNativeSidecar || isTarget(one));
  const afterMesh = 1 + initContainers.findLastIndex((one) => one.isNativeSidecar && MESH_PROXIES.has(one.name));
  return Math.min(Math.max(afterLeading, afterMesh), indexOr(initContainers, isTarget));
}

/** The index of the first that fits, else behind the last. */
function indexOr(containers: readonly Container[], fits: (one: Container) => boolean): number {
  const index = containers.findIndex(fits);
  return index < 0 ? containers.length : index;
}
