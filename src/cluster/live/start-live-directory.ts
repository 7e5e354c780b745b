import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { openAccess } from "../api/open-access.ts";
import type { Declarations } from "./declared-layer.ts";
import { LiveDirectory } from "./live-directory.ts";
import { countReads, observeDirectory } from "./live-metrics.ts";

export interface LiveOptions {
  /** Without one: `$KUBECONFIG`, `~/.kube/config`, or the pod's own ServiceAccount. */
  readonly kubeconfig: string | undefined;
  readonly userAgent: string;
  readonly registry: Registry;
  readonly log: Logger;
  readonly declarations?: Declarations | undefined;
}

/**
 * Begins to watch the cluster, and does not wait for it.
 *
 * @throws Error in one sentence when no API server is known
 */
export async function startLiveDirectory({
  kubeconfig,
  userAgent,
  registry,
  log,
  declarations,
}: LiveOptions): Promise<LiveDirectory> {
  const access = await openAccess(kubeconfig);
  const directory = new LiveDirectory({ access, userAgent, log, declarations, onRead: countReads(registry) });
  observeDirectory(registry, directory);
  return directory;
}
