import type { TlsPolicy } from "../../certificates/tls-policy.ts";
import { ConfigError } from "../../configuration/config-error.ts";
import type { Settings } from "../../injection/settings.ts";
import type { GraphUse } from "../../processes/graph-use.ts";
import { openProcessLog } from "../../processes/process-log.ts";
import { startWebhook, type Webhook } from "../../processes/webhook.ts";
import type { WebhookOptions } from "../../processes/webhook-options.ts";
import { keepObjectsYoung } from "../../processes/young-objects.ts";
import { whyNoFile } from "../../text-files/is-file.ts";
import { EXIT, Failure } from "../failure.ts";
import { describeFileProblem } from "../file-problem.ts";
import { describeListenProblem } from "../listen-problem.ts";
import type { LogLevel } from "../log-levels.ts";
import { refusePipe } from "../refuse-pipe.ts";
import { exitAfter, firstSignal } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

export interface WebhookCommandOptions {
  /** Reads the flags, the environment and the file. */
  readonly readSettings: () => Settings;
  readonly config?: string | undefined;
  readonly cluster: readonly string[];
  readonly kubeconfig?: string | undefined;
  readonly graphs: GraphUse;
  readonly pullScripts: NonNullable<WebhookOptions["pullScripts"]>;
  readonly gateLease?: { readonly namespace: string; readonly name: string } | undefined;
  readonly tlsDir?: string | undefined;
  readonly tlsMinVersion: TlsPolicy["minVersion"];
  readonly clientCa?: string | undefined;
  readonly clientName: readonly string[];
  readonly maxInFlight: number;
  readonly host: string;
  readonly port: number;
  readonly operationsPort: number;
  /** Seconds. */
  readonly drain: number;
  readonly logLevel: LogLevel;
}

/** Serves until SIGTERM, which drains first, or SIGINT. A second signal exits at once. */
export async function webhook(options: WebhookCommandOptions, terminal: Terminal): Promise<void> {
  const problem = usageProblem(options);
  if (problem !== undefined) throw new Failure(problem, EXIT.usage);
  // A pipe can be read once, and would hold up the signals.
  for (const path of options.cluster) {
    const why = whyNoFile(path);
    if (why !== undefined) throw new Failure(`${path} (--cluster): ${why}; name manifests of the cluster`);
  }
  refusePipe("--config", options.config);
  refusePipe("--kubeconfig", options.kubeconfig);
  keepObjectsYoung();
  const { log, exit } = openProcessLog(options.logLevel);
  const ended = firstSignal();
  const running = await startUnless(ended, { ...webhookOptions(options), log });
  if (running === undefined) return exit(EXIT.ok);
  if (terminal.isInteractive) terminal.err(`${running.url} (Ctrl-C ends it)\n`);
  const signal = await ended;
  const drain = signal === "SIGINT" ? 0 : options.drain * 1000;
  exitAfter(drain + MOST_CLOSING_MS);
  if (signal === "SIGTERM") log.info({ seconds: options.drain }, "webhook is draining");
  await running.drain(drain);
  await exit(EXIT.ok);
}

/** Longer than the server waits for requests in flight. */
const MOST_CLOSING_MS = 28_000;

/** The signal may arrive while the webhook still waits for its certificate. */
async function startUnless(
  ended: Promise<unknown>,
  options: Omit<WebhookOptions, "signal">,
): Promise<Webhook | undefined> {
  const starting = new AbortController();
  void ended.then(() => starting.abort());
  try {
    return await startWebhook({ ...options, signal: starting.signal });
  } catch (cause) {
    if (starting.signal.aborted) return undefined;
    if (cause instanceof ConfigError || !(cause instanceof Error)) throw cause;
    const problem = describeListenProblem(cause, options.operationsPort) ?? describeFileProblem(cause) ?? cause.message;
    throw new Failure(problem, EXIT.failed, cause);
  }
}

function webhookOptions(options: WebhookCommandOptions): Omit<WebhookOptions, "log"> {
  const { readSettings: read, config: file, cluster, kubeconfig, host, port, operationsPort } = options;
  return {
    settings: file === undefined ? read() : { file, read },
    cluster,
    kubeconfig,
    graphs: options.graphs,
    pullScripts: options.pullScripts,
    gateLease: options.gateLease,
    tlsDirectory: options.tlsDir,
    tlsPolicy: { minVersion: options.tlsMinVersion, clientCaFile: options.clientCa },
    clientNames: options.clientName,
    mostInFlight: options.maxInFlight,
    host,
    port,
    operationsPort,
  };
}

/**
 * Rejects a webhook without a certificate: no API server could trust one that is created in memory, with an unknown
 * CA.
 */
function usageProblem(options: WebhookCommandOptions): string | undefined {
  const { cluster, kubeconfig, tlsDir, clientCa, clientName } = options;
  if (clientName.length > 0 && clientCa === undefined)
    return "--client-name needs --client-ca FILE to verify names with";
  if (cluster.length > 0) {
    return kubeconfig === undefined ? undefined : "--cluster FILE takes the place of the API server: drop --kubeconfig";
  }
  if (tlsDir !== undefined) return undefined;
  return "name the serving certificate with --tls-dir DIRECTORY, or the cluster's manifests with --cluster FILE";
}
