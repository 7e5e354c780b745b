import type { CertificatesOptions } from "../certificates/reconcile/start-certificates.ts";
import type { ControllerPart } from "../cluster/reconcile/controller-part.ts";
import type { DeploymentOptions } from "../deployment/reconcile/start-deployment.ts";
import type { GraphsOptions } from "../graph/reconcile/start-graphs.ts";
import type { PodsOptions } from "../pods/reconcile/start-pods.ts";
import type { ScriptsOptions } from "../pull-script/reconcile/start-scripts.ts";
import type { ControllerOptions } from "./controller-options.ts";

/** What the controllers of the process share. */
export type SharedOptions = CertificatesOptions &
  DeploymentOptions &
  GraphsOptions &
  PodsOptions &
  Omit<ScriptsOptions, "script" | "globalNamespaces">;

type Uses = Pick<ControllerOptions, "certificates" | "modelExpress" | "graphs" | "pods" | "pullScripts">;

/**
 * Starts the controllers that are in use. Imports each lazily: every command loads this file, and the certificates alone
 * take 14 MB.
 */
export async function startParts(uses: Uses, shared: SharedOptions): Promise<readonly ControllerPart[]> {
  const parts: ControllerPart[] = [];
  if (uses.certificates === "self-managed") {
    const { startCertificates } = await import("../certificates/reconcile/start-certificates.ts");
    parts.push(startCertificates(shared));
  }
  if (uses.modelExpress === "deploy") {
    const { startDeployment } = await import("../deployment/reconcile/start-deployment.ts");
    parts.push(startDeployment(shared));
  }
  if (uses.graphs === "follow") {
    const { startGraphs } = await import("../graph/reconcile/start-graphs.ts");
    parts.push(startGraphs(shared));
  }
  if (uses.pods === "observe") {
    const { startPods } = await import("../pods/reconcile/start-pods.ts");
    parts.push(startPods(shared));
  }
  const { settings } = shared;
  const script = settings().pull.mounted;
  if (uses.pullScripts === "write" && script !== undefined) {
    const { startScripts } = await import("../pull-script/reconcile/start-scripts.ts");
    parts.push(startScripts({ ...shared, script, globalNamespaces: () => settings().globalNamespaces }));
  }
  return parts;
}
