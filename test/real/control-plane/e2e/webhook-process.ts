import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { EMPTY_ENVIRONMENT, MAIN } from "../../../set-up/program-under-test.ts";
import { runAtExit } from "../bed/at-exit.ts";
import { untilSuccess } from "../bed/poll.ts";
import { findFreePort } from "../bed/ports.ts";
import { total } from "./prometheus.ts";

const readinessTimeoutMilliseconds = 60_000;

/** How to start the webhook. */
export interface WebhookStart {
  /** With `tls.crt` and `tls.key`. */
  readonly tlsDirectory: string;
  /** Its output is appended. */
  readonly logFile: string;
  readonly kubeconfig: string;
  readonly flags?: readonly string[];
}

/** The webhook as a process of its own: `model-express-injector webhook`. */
export interface WebhookProcess {
  readonly port: number;
  readonly isRunning: boolean;
  /** The text of a path of the operations port. */
  read(operationsPath: string): Promise<string>;
  /** The metrics of now: callers that come soon after another get the same text, which the process's own CPU time tells apart. */
  metrics(): Promise<string>;
  /** The decisions that it logged, in their order; waits for those that it has counted, because it logs in its own time. */
  decisions(): Promise<readonly LoggedDecision[]>;
  /** Sends a signal; waits for the end if the signal ends it. */
  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** Starts it again on the same ports, if it runs no more, and waits until it is ready. */
  start(): Promise<void>;
}

/** What the tests look at of a decision's log line. */
export interface LoggedDecision {
  readonly reason: string;
  readonly namespace: string;
  readonly pod: string;
}

/** Starts the webhook on free ports of 127.0.0.1 and waits until it is ready. */
export async function startWebhookProcess(options: WebhookStart): Promise<WebhookProcess> {
  const { logFile } = options;
  const [port, operationsPort] = [await findFreePort(), await findFreePort()];
  let child: ChildProcess | undefined;
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;

  async function read(operationsPath: string): Promise<string> {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(`http://127.0.0.1:${operationsPort}${operationsPath}`, { signal });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${operationsPath}: ${response.status}: ${text}`);
    }
    return text;
  }

  async function start(): Promise<void> {
    const started = spawnWebhook(options, port, operationsPort);
    child = started;
    const ended = new AbortController();
    const cancelCleanup = runAtExit(() => started.kill("SIGKILL"));
    started.once("exit", (code, signal) => {
      cancelCleanup();
      ended.abort(new Error(`the webhook ended with ${signal ?? `code ${code}`}\n${endOf(logFile)}`));
    });
    const limits = { timeoutMilliseconds: readinessTimeoutMilliseconds, signal: ended.signal };
    await untilSuccess(() => read("/readyz"), limits);
  }

  async function metrics(): Promise<string> {
    const earlier = await read("/metrics");
    const readNext = async () => {
      const text = await read("/metrics");
      if (text === earlier) throw new Error("the metrics are those of an earlier moment");
      return text;
    };
    return untilSuccess(readNext, { timeoutMilliseconds: readinessTimeoutMilliseconds });
  }

  async function decisions(): Promise<readonly LoggedDecision[]> {
    const counted = total(await metrics(), "model_express_injector_decisions_total");
    return untilSuccess(
      async () => {
        const logged = decisionsIn(logFile);
        if (logged.length < counted) throw new Error(`${logged.length} decisions of ${counted} are logged`);
        return logged;
      },
      { timeoutMilliseconds: readinessTimeoutMilliseconds },
    );
  }

  await start();
  return {
    get isRunning() {
      return isRunning();
    },
    port,
    read,
    metrics,
    start,
    decisions,
    signal: async (signal) => {
      if (child === undefined || !isRunning()) {
        return;
      }
      const exit = once(child, "exit");
      child.kill(signal);
      if (signal === "SIGKILL" || signal === "SIGTERM") {
        await exit;
      }
    },
  };
}

function spawnWebhook(
  { tlsDirectory, logFile, kubeconfig, flags = [] }: WebhookStart,
  port: number,
  operations: number,
) {
  const log = openSync(logFile, "a");
  // Second reviews of a pod are logged at the level debug.
  const listening = [
    "--log-level",
    "debug",
    "--host",
    "127.0.0.1",
    "--port",
    `${port}`,
    "--operations-port",
    `${operations}`,
  ];
  const reading = ["--kubeconfig", kubeconfig, "--tls-dir", tlsDirectory];
  const child = spawn(process.execPath, [MAIN, "webhook", ...reading, ...listening, ...flags], {
    stdio: ["ignore", log, log],
    // Nothing of this environment's configures it: proxies, MODEL_EXPRESS_INJECTOR_…
    env: EMPTY_ENVIRONMENT,
  });
  closeSync(log);
  return child;
}

function decisionsIn(logFile: string): LoggedDecision[] {
  const lines = readFileSync(logFile, "utf8").split("\n");
  return lines.flatMap((line) => {
    // The last line may be half written.
    const decision = line.startsWith("{") && line.endsWith("}") ? (JSON.parse(line) as LoggedDecision) : undefined;
    // Other lines have a reason, too, such as that of a watch that fails.
    return decision?.pod === undefined ? [] : [decision];
  });
}

function endOf(logFile: string): string {
  return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
