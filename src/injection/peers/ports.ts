import type { PortRange } from "./container-peers.ts";

/** The first ports of Model Express's clients; each process adds the number of its device (`modelexpress` 0.7). */
const METADATA = 5555;
const WORKER = 6555;
/** Between the engines of a pod: no node has more devices. */
const STEP = 16;

export interface EnginePorts {
  readonly metadata: number;
  readonly worker: number;
}

/** The ports of the pod's engine with this number. */
export function portsOf(index: number): EnginePorts {
  return { metadata: METADATA + STEP * index, worker: WORKER + STEP * index };
}

/** One port for each device; for all that a node can have if the number of devices is not known. */
export function portRanges({ metadata, worker }: EnginePorts, devices: number): readonly PortRange[] {
  const last = (devices === 0 ? STEP : devices) - 1;
  return [metadata, worker].map((first) => ({ first, last: first + last }));
}
