import { pino } from "pino";
import type { Settings } from "../injection/settings.ts";
import { startWebhook } from "../webhook.ts";
import { EXIT, Failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export interface WebhookCommandOptions {
  readonly settings: Settings;
  readonly cluster: readonly string[];
  readonly tlsDir?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly operationsPort: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Serves until SIGTERM or SIGINT. */
export async function webhook(options: WebhookCommandOptions, terminal: Terminal): Promise<void> {
  if (options.cluster.length === 0) {
    throw new Failure("name the cluster's manifests with --cluster FILE", EXIT.usage);
  }
  const log = pino({ level: options.logLevel });
  const running = await startWebhook({ ...options, tlsDirectory: options.tlsDir, log }).catch((cause: Error) => {
    throw new Failure(cause.message, EXIT.failed, cause);
  });
  if (terminal.isInteractive) terminal.err(`${running.url} (Ctrl-C ends it)\n`);
  const stop = (): void => {
    log.info("webhook is stopping");
    void running.close();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}
