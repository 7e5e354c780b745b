import { textAt } from "../../kubernetes/json.ts";
import type { Pod } from "../pod/pod.ts";
import type { PortRange } from "./container-peers.ts";

interface Mesh {
  readonly proxy: string;
  /** A label or annotation that requests the sidecar, and its values. */
  readonly keys: readonly string[];
  readonly values: ReadonlySet<string>;
  /** Annotations with the ports that the sidecar ignores. */
  readonly annotations: readonly string[];
  readonly write: (ranges: readonly PortRange[]) => string;
}

/** Istio: "Resource Annotations", which accept single ports. Linkerd: "Proxy Configuration", which accepts ranges. */
const MESHES: readonly Mesh[] = [
  {
    proxy: "istio-proxy",
    keys: ["sidecar.istio.io/inject"],
    values: new Set(["true"]),
    annotations: ["traffic.sidecar.istio.io/excludeInboundPorts", "traffic.sidecar.istio.io/excludeOutboundPorts"],
    write: (ranges) => ranges.flatMap(eachPort).join(","),
  },
  {
    proxy: "linkerd-proxy",
    keys: ["linkerd.io/inject"],
    values: new Set(["enabled", "ingress"]),
    annotations: ["config.linkerd.io/skip-inbound-ports", "config.linkerd.io/skip-outbound-ports"],
    write: (ranges) => ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(","),
  },
];

/** The annotations that exclude the ports between peers from the pod's own mesh. Existing ones stay. */
export function meshAnnotations(pod: Pod, ranges: readonly PortRange[]): Readonly<Record<string, string>> {
  if (ranges.length === 0) return {};
  const meshes = MESHES.filter((mesh) => isIn(pod, mesh));
  const added = meshes.flatMap(({ annotations, write }) => annotations.map((key) => [key, write(ranges)] as const));
  return Object.fromEntries(added.filter(([key]) => textAt(pod.annotations, key) === undefined));
}

function isIn({ containers, initContainers, labels, annotations }: Pod, { proxy, keys, values }: Mesh): boolean {
  const isStated = keys.some((key) => [labels, annotations].some((place) => values.has(textAt(place, key) ?? "")));
  return isStated || [...containers, ...initContainers].some(({ name }) => name === proxy);
}

function eachPort({ first, last }: PortRange): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
