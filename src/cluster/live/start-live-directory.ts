import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { PullScript } from "../../model-express/pull-script.ts";
import { openAccess } from "../api/open-access.ts";
import type { Declarations } from "./declared-layer.ts";
import type { LeaseName } from "./gate-lease-watch.ts";
import { LiveDirectory } from "./live-directory.ts";
import { countReads, observeDirectory } from "./live-metrics.ts";

export interface LiveOptions {
  /** Default: `$KUBECONFIG`, `~/.kube/config`, or the pod's own ServiceAccount. */
  readonly kubeconfig: string | undefined;
  readonly userAgent: string;
  readonly registry: Registry;
  readonly log: Logger;
  readonly declarations?: Declarations | undefined;
  readonly gateLease?: LeaseName | undefined;
  readonly pullScript?: PullScript | undefined;
}

/**
 * Starts the watches without waiting for them.
 *
 * @throws {Error} in one sentence if no API server is configured
 */
export async function startLiveDirectory({ kubeconfig, registry, ...options }: LiveOptions): Promise<LiveDirectory> {
  const access = await openAccess(kubeconfig);
  const directory = new LiveDirectory({
    ...options,
    access,
    onRead: countReads(registry),
  });
  observeDirectory(registry, directory);
  return directory;
}
