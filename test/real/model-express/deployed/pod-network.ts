import { execFileSync, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { identityOf, isAlive } from "../../../set-up/process-identity.ts";

/** A network as a pod has it: loopback of its own, and an address that the node reaches. */
export interface PodNetwork {
  /** Words that run the command after them in it. */
  readonly enter: readonly string[];
  readonly podAddress: string;
  /** Where the pod reaches what this process listens on. */
  readonly nodeAddress: string;
  remove(): void;
}

/** Networks, mounts and process trees of a pod's own need root. */
export const CAN_ISOLATE =
  spawnSync("sh", ["-c", 'ip netns add "$0" && ip netns del "$0"', `mx-probe-${process.pid}`]).status === 0;

if (!CAN_ISOLATE) console.warn("SKIPPING the tests of the deployed server: networks of their own need root and ip");

export function createPodNetwork(): PodNetwork {
  const id = randomInt(2 ** 15);
  const [name, outside, inside] = [`mx-${id}-${owner()}`, `mxo${id}`, `mxi${id}`];
  // RFC 2544: addresses for measurements, which nobody routes.
  const address = (last: number) => `198.${18 + (id >> 14)}.${(id >> 6) & 255}.${((id & 63) << 2) + last}`;
  const [nodeAddress, podAddress] = [address(1), address(2)];
  const ip = (...words: string[]) => execFileSync("ip", words);
  ip("netns", "add", name);
  try {
    ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
    ip("address", "add", `${nodeAddress}/30`, "dev", outside);
    ip("link", "set", outside, "up");
    ip("-n", name, "address", "add", `${podAddress}/30`, "dev", inside);
    ip("-n", name, "link", "set", inside, "up");
    ip("-n", name, "link", "set", "lo", "up");
  } catch (error) {
    ip("netns", "del", name);
    throw error;
  }
  return { enter: ["ip", "netns", "exec", name], podAddress, nodeAddress, remove: () => void ip("netns", "del", name) };
}

/** Removes the networks of processes that were killed. */
export function removeStaleNetworks(): void {
  if (!CAN_ISOLATE) return;
  const names = execFileSync("ip", ["netns", "list"], { encoding: "utf8" }).matchAll(OWNED);
  for (const [name, pid, start] of names) {
    // Another run may remove the same.
    if (!isAlive(`${pid} ${start}`)) spawnSync("ip", ["netns", "del", name]);
  }
}

const OWNED = /^mx-\d+-(\d+)-(\d+)/gm;

/** This process, for a name. */
function owner(): string {
  return identityOf(process.pid)?.replace(" ", "-") ?? "unknown";
}
