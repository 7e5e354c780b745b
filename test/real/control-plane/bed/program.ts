import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { runAtExit } from "./at-exit.ts";
import { MEMORY_FOR_TIME } from "./memory-for-time.ts";
import type { RunDirectory } from "./run-directory.ts";
import type { ProgramName } from "./source.ts";

const quotedLogLines = 15;

/** A running part of the control plane. */
export interface Program {
  readonly name: ProgramName;
  readonly pid: number;
  /** Aborted when the process has ended; its reason says how, with the end of the log. */
  readonly ended: AbortSignal;
  /** Ends the process at once: nothing of a throw-away cluster is worth a graceful shutdown. */
  kill(): Promise<void>;
}

/** How to start a part of the control plane. */
export interface ProgramStart {
  readonly name: ProgramName;
  readonly command: readonly [string, ...string[]];
  readonly flags: readonly string[];
}

/** Starts a program that cannot outlive this process, in the state directory; its output goes to `<name>.log`. */
export async function startProgram({ name, command, flags }: ProgramStart, directory: RunDirectory): Promise<Program> {
  const logFile = path.join(directory.logs, `${name}.log`);
  const log = openSync(logFile, "a");
  const [executable, ...leading] = command;
  // Nothing else is in the environment: etcd reads ETCD_*, and Go's HTTP clients read proxies.
  const child = spawn(executable, [...leading, ...flags], {
    cwd: directory.state,
    env: { END_WITH_STDIN: "true", ...MEMORY_FOR_TIME },
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  await once(child, "spawn");
  const { pid } = child;
  if (pid === undefined) {
    throw new Error(`${name} was started without a pid`);
  }

  const ended = new AbortController();
  const cancelCleanup = runAtExit(() => child.kill("SIGKILL"));
  child.once("exit", (code, signal) => {
    cancelCleanup();
    ended.abort(new Error(`${name} ended with ${signal ?? `code ${code}`}\n${endOf(logFile)}`));
  });
  return { name, pid, ended: ended.signal, kill };

  async function kill(): Promise<void> {
    if (!ended.signal.aborted) {
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    }
  }
}

function endOf(logFile: string): string {
  return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-quotedLogLines).join("\n");
}
