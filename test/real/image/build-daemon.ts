import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { runAtExit } from "../control-plane/bed/at-exit.ts";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import type { Engine } from "./find-engine.ts";

const run = promisify(execFile);

/** A BuildKit of its own, which knows of no earlier build. */
export interface BuildDaemon {
  /** Runs `buildctl build` for a Dockerfile; returns what it prints besides the progress. */
  build(args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startBuildDaemon(engine: Engine & { isHere: true }): Promise<BuildDaemon> {
  const directory = await mkdtemp(path.join(tmpdir(), "buildkit-"));
  const address = `unix://${path.join(directory, "socket")}`;
  const worker = ["--oci-worker-binary", engine.runc, "--containerd-worker=false"];
  const daemon = spawn(engine.buildkitd, ["--root", directory, "--addr", address, ...worker], { stdio: "ignore" });
  const cancelCleanup = runAtExit(() => daemon.kill());
  const ended = new AbortController();
  daemon.once("exit", (code) => ended.abort(new Error(`buildkitd ended with ${code}`)));
  const limits = { timeoutMilliseconds: 30_000, signal: ended.signal };
  await untilSuccess(() => run(engine.buildctl, ["--addr", address, "debug", "workers"]), limits);
  return {
    async build(args) {
      const command = ["--addr", address, "build", "--progress", "plain", "--frontend", "dockerfile.v0", ...args];
      return (await run(engine.buildctl, command, { maxBuffer: 2 ** 26 })).stdout;
    },
    async stop() {
      const exit = once(daemon, "exit");
      daemon.kill();
      await exit;
      cancelCleanup();
      await rm(directory, { recursive: true });
    },
  };
}
