import { member } from "../../kubernetes/json.ts";
import { parseAmount } from "../../kubernetes/quantity.ts";
import type { Container } from "../pod/pod.ts";
import type { PeersSettings } from "../settings.ts";
import type { ContainerPeers } from "./container-peers.ts";

const GPU = "nvidia.com/gpu";
const ONE = 1_000_000_000n;
/** No node has more. */
const MOST_GPUS = 16;

/** The number of GPUs that a container requests; 0 if it does not say. */
export function countGpus({ resources: { limits, requests } }: Container): number {
  const amount = parseAmount(member(limits, GPU) ?? member(requests, GPU)) ?? 0n;
  const count = amount / ONE;
  return count > 0n && count <= BigInt(MOST_GPUS) ? Number(count) : 0;
}

/** The rule: the configured resource per GPU, unless the container sets it. */
export function peersResource(container: Container, { resourcePerGpu }: PeersSettings): ContainerPeers["resource"] {
  const gpus = countGpus(container);
  if (resourcePerGpu === undefined || gpus === 0) return undefined;
  const { name, count } = resourcePerGpu;
  const { limits, requests } = container.resources;
  const isStated = member(limits, name) !== undefined || member(requests, name) !== undefined;
  return isStated ? undefined : { name, quantity: String(gpus * count) };
}

/** Pod Security below `privileged` permits only a few added capabilities, and not `IPC_LOCK`. */
export function mayAddCapability(podSecurity: string | undefined): boolean {
  return podSecurity === undefined || podSecurity === "privileged";
}
