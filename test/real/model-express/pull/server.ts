import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { accepts, findFreePort } from "../../control-plane/bed/ports.ts";
import { commandAs, type Identity } from "./identity.ts";

/** A real Model Express server that can be killed and started again. */
export interface Server {
  readonly url: string;
  start(): Promise<void>;
  /** As a node's crash would: at once, with downloads half done. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  readonly binary: string;
  readonly hubUrl: string;
  readonly cacheDirectory: string;
  /** Gives the cache a file system of this size, which only the server sees. Needs root. */
  readonly diskMebibytes?: number;
  /** Needs root, and a binary that this user can reach. */
  readonly identity?: Identity;
  /** Where it keeps its records; in memory without. */
  readonly redisUrl?: string;
}

/** Reserves a port and describes the server; it runs after `start`. */
export async function prepareServer(options: ServerOptions): Promise<Server> {
  const [port, metricsPort] = [await findFreePort(), await findFreePort()];
  let child: ChildProcess | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    start: async () => {
      child = launch(options, port, metricsPort);
      await waitUntilItListens(port, child);
    },
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function launch(options: ServerOptions, port: number, metricsPort: number): ChildProcess {
  const env = {
    PATH: process.env["PATH"],
    // It panics for a user that has none.
    HOME: "/",
    HF_ENDPOINT: options.hubUrl,
    MODEL_EXPRESS_CACHE_DIRECTORY: options.cacheDirectory,
    MODEL_EXPRESS_CACHE_EVICTION_ENABLED: "false",
    MODEL_EXPRESS_SERVER_METRICS_PORT: String(metricsPort),
    MODEL_EXPRESS_SERVER_PORT: String(port),
    ...(options.redisUrl
      ? { MX_METADATA_BACKEND: "redis", REDIS_URL: options.redisUrl }
      : { MX_METADATA_BACKEND: "memory" }),
  };
  const [command = "", ...words] = [...(options.identity ? commandAs(options.identity) : []), options.binary];
  if (!options.diskMebibytes) return spawn(command, words, { cwd: "/", env, stdio: "ignore" });
  const script = 'mount -t tmpfs -o "size=$1m" none "$2" && exec "$3"';
  const args = [
    "--mount",
    "sh",
    "-c",
    script,
    "sh",
    `${options.diskMebibytes}`,
    options.cacheDirectory,
    options.binary,
  ];
  return spawn("unshare", args, { env, stdio: "ignore" });
}

async function waitUntilItListens(port: number, child: ChildProcess): Promise<void> {
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`the Model Express server ended with ${child.exitCode}`);
    await sleep(20);
  }
}
