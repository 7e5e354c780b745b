import { ConfigError } from "../../configuration/config-error.ts";
import type { Settings } from "../../injection/settings.ts";
import { startController } from "../../processes/controller.ts";
import type { ControllerOptions } from "../../processes/controller-options.ts";
import { openProcessLog } from "../../processes/process-log.ts";
import { EXIT, Failure } from "../failure.ts";
import { describeListenProblem } from "../listen-problem.ts";
import type { LogLevel } from "../log-levels.ts";
import { refusePipe } from "../refuse-pipe.ts";
import { exitAfter, firstSignal } from "../signals.ts";

export interface ControllerCommandOptions
  extends Omit<ControllerOptions, "log" | "namespace" | "lifetimes" | "settings" | "excludedNamespaces"> {
  /** Reads the flags, the environment and the file. */
  readonly readSettings: () => Settings;
  readonly config?: string | undefined;
  readonly excludedNamespace: readonly string[];
  readonly namespace?: string | undefined;
  /** Seconds. */
  readonly caLifetime: number;
  /** Seconds. */
  readonly certificateLifetime: number;
  readonly logLevel: LogLevel;
}

/** A write is answered within a minute, but a pod has half a minute to terminate. */
const MOST_CLOSING_MS = 25_000;

/** Runs the controllers until SIGTERM or SIGINT. */
export async function controller({
  caLifetime,
  certificateLifetime,
  ...options
}: ControllerCommandOptions): Promise<void> {
  const { namespace } = options;
  if (namespace === undefined) {
    throw new Failure("name the webhook's namespace with --namespace NAME, or in $POD_NAMESPACE", EXIT.usage);
  }
  if (certificateLifetime > caLifetime) {
    throw new Failure(
      "--certificate-lifetime is longer than --ca-lifetime: no CA signs beyond its own end",
      EXIT.usage,
    );
  }
  refusePipe("--config", options.config);
  refusePipe("--kubeconfig", options.kubeconfig);
  const { log, exit } = openProcessLog(options.logLevel);
  const ended = firstSignal();
  const lifetimes = { authority: caLifetime * 1000, serving: certificateLifetime * 1000 };
  const { readSettings: read, config: file, excludedNamespace: excludedNamespaces } = options;
  const settings = file === undefined ? read() : { file, read };
  const started = startController({ ...options, settings, excludedNamespaces, namespace, lifetimes, log });
  const running = await started.catch((cause: Error) => {
    if (cause instanceof ConfigError) throw cause;
    throw new Failure(describeListenProblem(cause, options.operationsPort) ?? cause.message, EXIT.failed, cause);
  });
  await ended;
  exitAfter(MOST_CLOSING_MS);
  await running.close();
  await exit(EXIT.ok);
}
