import { pino } from "pino";
import type { TlsPolicy } from "../certificates/tls-policy.ts";
import type { Settings } from "../injection/settings.ts";
import { startWebhook, type WebhookOptions } from "../webhook.ts";
import { EXIT, Failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export interface WebhookCommandOptions {
  /** As the flags, the environment and the file say now. */
  readonly readSettings: () => Settings;
  readonly config?: string | undefined;
  readonly cluster: readonly string[];
  readonly kubeconfig?: string | undefined;
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
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Serves until SIGTERM, which drains first, or SIGINT. */
export async function webhook(options: WebhookCommandOptions, terminal: Terminal): Promise<void> {
  const problem = usageProblem(options);
  if (problem !== undefined) throw new Failure(problem, EXIT.usage);
  const log = pino({ level: options.logLevel });
  const running = await startWebhook({ ...webhookOptions(options), log }).catch((cause: Error) => {
    throw new Failure(cause.message, EXIT.failed, cause);
  });
  if (terminal.isInteractive) terminal.err(`${running.url} (Ctrl-C ends it)\n`);
  process.once("SIGTERM", () => {
    log.info({ seconds: options.drain }, "webhook is draining");
    void running.drain(options.drain * 1000);
  });
  process.once("SIGINT", () => void running.close());
}

function webhookOptions(options: WebhookCommandOptions): Omit<WebhookOptions, "log"> {
  const { readSettings: read, config: file, cluster, kubeconfig, host, port, operationsPort } = options;
  return {
    settings: read(),
    configuration: file === undefined ? undefined : { file, read },
    cluster,
    kubeconfig,
    tlsDirectory: options.tlsDir,
    tlsPolicy: { minVersion: options.tlsMinVersion, clientCaFile: options.clientCa },
    clientNames: options.clientName,
    mostInFlight: options.maxInFlight,
    host,
    port,
    operationsPort,
  };
}

/** No API server could trust a certificate that is made here, with a CA that nobody has. */
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
