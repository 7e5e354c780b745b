import { Option } from "@commander-js/extra-typings";
import { DIRECT, type Dialer } from "../reach/dialer.ts";
import type { OpenCluster } from "./open-cluster.ts";

const WAYS = ["auto", "direct", "forward", "none"] as const;
export type Way = (typeof WAYS)[number];

export function connectOption() {
  return new Option(
    "--connect <way>",
    "how to reach servers: direct (from a pod), forward (as kubectl port-forward does), none; auto: as fits",
  )
    .choices(WAYS)
    .default("auto" as const);
}

/** The way to targets in the cluster; `undefined` if connections are disabled. */
export async function chooseDialer(way: Way, { access, signal }: OpenCluster): Promise<Dialer | undefined> {
  if (way === "none") return undefined;
  if (way === "direct" || (way === "auto" && access.isInCluster === true)) return DIRECT;
  // Imported lazily: only a laptop needs WebSockets.
  const { ForwardingDialer } = await import("../reach/forwarding-dialer.ts");
  return new ForwardingDialer(access, signal);
}
