import type { PortRange } from "./container-peers.ts";

/** The first ports of Model Express's clients. Each process adds its device number (`modelexpress` 0.7). */
const METADATA = 5555;
const WORKER = 6555;
/** The offset between the engines of a pod. No node has more devices. */
const STEP = 16;

export interface EnginePorts {
  readonly metadata: number;
  readonly worker: number;
}

/** The ports of the pod's n-th engine. */
export function assignPorts(index: number): EnginePorts {
  return { metadata: METADATA + STEP * index, worker: WORKER + STEP * index };
}

/** One port per device; if the number of devices is unknown, for the maximum of a node. */
export function portRanges({ metadata, worker }: EnginePorts, devices: number): readonly PortRange[] {
  const last = (devices === 0 ? STEP : devices) - 1;
  return [metadata, worker].map((first) => ({ first, last: first + last }));
}
