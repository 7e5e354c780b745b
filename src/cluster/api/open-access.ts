import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ApiAccess } from "./api-access.ts";
import { openInClusterAccess } from "./in-cluster-access.ts";

/**
 * Opens the first that exists: the given kubeconfig, `$KUBECONFIG`, `~/.kube/config`, the pod's ServiceAccount.
 *
 * @throws {Error} in one sentence if there is none, or if it cannot be used
 */
export async function openAccess(kubeconfig: string | undefined, context?: string): Promise<ApiAccess> {
  if (kubeconfig !== undefined || context !== undefined || hasDefaultKubeconfig()) {
    const { openKubeconfigAccess } = await import("./kubeconfig-access.ts");
    return openKubeconfigAccess(kubeconfig, context);
  }
  const access = openInClusterAccess();
  if (access !== undefined) return access;
  throw new Error("no API server is configured: set KUBECONFIG, or pass --kubeconfig FILE");
}

function hasDefaultKubeconfig(): boolean {
  return (process.env["KUBECONFIG"] ?? "") !== "" || existsSync(join(homedir(), ".kube", "config"));
}
