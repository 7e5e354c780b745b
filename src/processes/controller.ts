import type { Logger } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { buildOperationsServer } from "../admission/operations-server.ts";
import { ApiClient } from "../cluster/api/api-client.ts";
import { openAccess } from "../cluster/api/open-access.ts";
import { ObjectWriter } from "../cluster/objects/object-writer.ts";
import { createReconcileMetrics } from "../cluster/reconcile/reconcile-metrics.ts";
import { followSettings } from "../configuration/followed-settings.ts";
import type { Settings } from "../injection/settings.ts";
import { version } from "../version.ts";
import type { ControllerOptions } from "./controller-options.ts";
import { startParts } from "./controller-parts.ts";

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
  const { log, host, operationsPort, certificates, modelExpress, graphs } = options;
  const { pods = "ignore", pullScripts = "ignore", excludedNamespaces = [] } = options;
  const uses = { certificates, modelExpress, graphs, pods, pullScripts };
  const access = await openAccess(options.kubeconfig);
  const client = new ApiClient(access, USER_AGENT);
  client.clock.onDifference(CLOCK_TOLERANCE_MS, (milliseconds) => warnOfClock(log, milliseconds));
  const closing = new AbortController();
  const { signal } = closing;
  const writer = new ObjectWriter({ client, fieldManager: FIELD_MANAGER, signal });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = createReconcileMetrics(registry, client.clock);
  const { followed, ...following } = followWithReactions(options);
  const cluster = { access, userAgent: USER_AGENT, client, writer, signal };
  const parts = await startParts(uses, {
    ...options,
    ...following,
    ...cluster,
    metrics,
    registry,
    excludedNamespaces,
  });
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
    log.info({ operationsUrl, version, ...uses }, "controller is running");
    return { operationsUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Follows the settings, and lets each controller react when they have changed. */
function followWithReactions({ settings, log }: ControllerOptions) {
  const reactions: (() => void)[] = [];
  const onReload = (): void => {
    for (const act of reactions) act();
  };
  const followed = followSettings(settings, { onReload, log });
  return {
    followed,
    settings: (): Settings => followed.current(),
    onSettings: (act: () => void): void => void reactions.push(act),
  };
}

function warnOfClock(log: Logger, milliseconds: number): void {
  const seconds = Math.round(milliseconds / 1000);
  log.warn(
    { behindSeconds: seconds },
    "this process's clock differs from the API server's; certificates are made by the API server's clock",
  );
}
