import { prepares } from "../cache/preparers.ts";
import type { Container } from "../pod/pod.ts";

/** Native sidecars of meshes, without which a pod in the mesh has no network. */
const MESH_PROXIES = new Set(["istio-proxy", "linkerd-proxy", "kuma-sidecar"]);

/** What the pull stands beside. */
export interface Surroundings {
  readonly initContainers: readonly Container[];
  readonly targets: readonly Container[];
  /** The volume with the cache. */
  readonly volumeName: string;
}

/**
 * The pull's index among the init containers: after the native sidecars at the head of the list, which may provide
 * its network or its volume, after a mesh's sidecar at any position, and after those that give it the right to write to
 * its volume; before everything else, and before any target.
 */
export function pullIndex({ initContainers, targets, volumeName }: Surroundings): number {
  const isTarget = ({ pointer }: Container): boolean => targets.some((target) => target.pointer === pointer);
  const afterLeading = indexOr(initContainers, (one) => !one.isNativeSidecar || isTarget(one));
  const afterNeeded = 1 + initContainers.findLastIndex((one) => isMeshProxy(one) || prepares(one, volumeName));
  return Math.min(Math.max(afterLeading, afterNeeded), indexOr(initContainers, isTarget));
}

function isMeshProxy({ isNativeSidecar, name }: Container): boolean {
  return isNativeSidecar && MESH_PROXIES.has(name);
}

/** The index of the first match, else the length of the list. */
function indexOr(containers: readonly Container[], fits: (one: Container) => boolean): number {
  const index = containers.findIndex(fits);
  return index < 0 ? containers.length : index;
}
