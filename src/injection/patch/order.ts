import type { Container } from "../pod/pod.ts";

/** Meshes' native sidecars, without which a pod in the mesh has no network. */
const MESH_PROXIES = new Set(["istio-proxy", "linkerd-proxy"]);

/** Where among the init containers the pull goes: first, but after a mesh's native sidecar and before any target. */
export function pullIndex(initContainers: readonly Container[], targets: readonly Container[]): number {
  const afterMesh = 1 + initContainers.findLastIndex((c) => c.isNativeSidecar && MESH_PROXIES.has(c.name));
  const firstTarget = initContainers.findIndex(({ pointer }) => targets.some((target) => target.pointer === pointer));
  return firstTarget < 0 ? afterMesh : Math.min(afterMesh, firstTarget);
}
