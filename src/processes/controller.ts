import type { Logger } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { buildOperationsServer } from "../admission/operations-server.ts";
import { ApiClient } from "../cluster/api/api-client.ts";
import { openAccess } from "../cluster/api/open-access.ts";
import { ObjectWriter } from "../cluster/objects/object-writer.ts";
import type { ControllerPart } from "../cluster/reconcile/controller-part.ts";
import { createReconcileMetrics } from "../cluster/reconcile/reconcile-metrics.ts";
import { followSettings } from "../configuration/followed-settings.ts";
import type { Settings } from "../injection/settings.ts";
import { version } from "../version.ts";
import type { ControllerOptions } from "./controller-options.ts";

export interface Controller {
  /** `http://host:port`, for probes and metrics. */
  readonly operationsUrl: string;
  /** Starts nothing more, and waits for running work. */
  close(): Promise<void>;
}

const USER_AGENT = `model-express-injector-controller/${version}`;
const FIELD_MANAGER = "model-express-injector-controller";
/** A larger difference of the clocks is logged as a warning, although certificates use the API server's clock. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Starts the controllers that the options enable. Two replicas may run at once. */
export async function startController(options: ControllerOptions): Promise<Controller> {
  const { log, kubeconfig, certificates, modelExpress, graphs, host, operationsPort } = options;
  const { pods = "ignore", pullScripts = "ignore", excludedNamespaces = [] } = options;
  const access = await openAccess(kubeconfig);
  const client = new ApiClient(access, USER_AGENT);
  const closing = new AbortController();
  const writer = new ObjectWriter({ client, fieldManager: FIELD_MANAGER, signal: closing.signal });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = createReconcileMetrics(registry, client.clock);
  client.clock.onDifference(CLOCK_TOLERANCE_MS, (milliseconds) => warnOfClock(log, milliseconds));
  const reactions: (() => void)[] = [];
  const onReload = (): void => {
    for (const act of reactions) act();
  };
  const followed = followSettings(options.settings, { onReload, log });
  const settings = (): Settings => followed.current();
  const onSettings = (act: () => void): void => void reactions.push(act);
  const reconciling = { settings, onSettings, excludedNamespaces, client, writer, metrics, registry };
  const shared = { ...options, ...reconciling, signal: closing.signal };
  const parts: ControllerPart[] = [];
  if (certificates === "self-managed") {
    // Imported lazily: every command loads this file, and the webhook does not need the 14 MB.
    const { startCertificates } = await import("../certificates/reconcile/start-certificates.ts");
    parts.push(startCertificates(shared));
  }
  if (modelExpress === "deploy") {
    const { startDeployment } = await import("../deployment/reconcile/start-deployment.ts");
    parts.push(startDeployment(shared));
  }
  if (graphs === "follow") {
    const { startGraphs } = await import("../graph/reconcile/start-graphs.ts");
    parts.push(startGraphs(shared));
  }
  if (pods === "observe") {
    const { startPods } = await import("../pods/reconcile/start-pods.ts");
    parts.push(startPods({ ...shared, access, userAgent: USER_AGENT }));
  }
  const script = settings().pull.mounted;
  if (pullScripts === "write" && script !== undefined) {
    const { startScripts } = await import("../pull-script/reconcile/start-scripts.ts");
    parts.push(startScripts({ ...shared, script, globalNamespaces: () => settings().globalNamespaces }));
  }
  const waitingFor = (): string[] => parts.flatMap((part) => part.waitingFor());
  const operations = buildOperationsServer({ metrics: { registry }, waitingFor });
  async function close(): Promise<void> {
    await operations.close();
    followed.close();
    closing.abort();
    await Promise.all(parts.map((part) => part.close()));
    client.close();
  }
  try {
    const operationsUrl = await operations.listen({ host, port: operationsPort });
    log.info(
      { operationsUrl, version, certificates, modelExpress, graphs, pods, pullScripts },
      "controller is running",
    );
    return { operationsUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function warnOfClock(log: Logger, milliseconds: number): void {
  const seconds = Math.round(milliseconds / 1000);
  log.warn(
    { behindSeconds: seconds },
    "this process's clock differs from the API server's; certificates are made by the API server's clock",
  );
}
