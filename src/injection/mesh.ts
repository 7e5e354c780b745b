import { isWritable } from "./cache/hf-home.ts";
import type { Place } from "./cache/places.ts";
import type { Pod } from "./pod/pod.ts";
import type { Warning } from "./warning.ts";

interface Mesh {
  /** The proxy's container. */
  readonly proxy: string;
  /** The init container that redirects traffic, unless a CNI plugin does. */
  readonly init: string;
  /** The proxy's uid, whose traffic is not redirected. */
  readonly uid: number;
}

/**
 * Istio: "Application Requirements" and "Compatibility with application init containers" of its CNI plugin. Linkerd:
 * the value `proxy.uid` of its chart, and "CNI Plugin". Kuma and Kong Mesh: "Data plane on Kubernetes".
 */
const MESHES: readonly Mesh[] = [
  { proxy: "istio-proxy", init: "istio-init", uid: 1337 },
  { proxy: "linkerd-proxy", init: "linkerd-init", uid: 2102 },
  { proxy: "kuma-sidecar", init: "kuma-init", uid: 5678 },
];

/** How the pull reaches Model Express. */
export interface Passage {
  /** The uid with network access; `undefined` if every user has it. */
  readonly runAs: number | undefined;
  readonly warnings: readonly Warning[];
}

/** Why it cannot. */
export interface Obstacle {
  readonly obstacle: Warning;
}

/**
 * A proxy in a plain container starts after the init containers. If a CNI plugin redirects the traffic before that,
 * only the proxy's uid has network access. The pull can use that uid if the pod's proxy does, and if it can write to
 * the cache.
 */
export function findMeshPassage(pod: Pod, place: Pick<Place, "source">): Passage | Obstacle {
  const mesh = MESHES.find(({ proxy, init }) => {
    const isPlain = pod.containers.some(({ name }) => name === proxy);
    return isPlain && !pod.initContainers.some(({ name }) => name === init);
  });
  const proxy = pod.containers.find(({ name }) => name === mesh?.proxy);
  if (mesh === undefined || proxy === undefined) return { runAs: undefined, warnings: [] };
  const isAdmitted = proxy.security.runAsUser === mesh.uid;
  const isOpen = isWritable(place, { ...proxy, security: { runAsUser: mesh.uid } }, pod);
  return isAdmitted && isOpen ? passing(mesh) : blocked(mesh);
}

function passing({ proxy, uid }: Mesh): Passage {
  const detail = `container ${proxy} starts after the pull, which runs as its uid ${uid}; make the proxy a native sidecar`;
  return { runAs: uid, warnings: [{ code: "MeshRedirects", detail }] };
}

function blocked({ proxy }: Mesh): Obstacle {
  const detail = `container ${proxy} starts after init containers, so nothing is pulled; make it a native sidecar`;
  return { obstacle: { code: "MeshRedirects", detail } };
}
