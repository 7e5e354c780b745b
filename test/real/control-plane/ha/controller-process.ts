import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { EMPTY_ENVIRONMENT, MAIN } from "../../../set-up/program-under-test.ts";
import { runAtExit } from "../bed/at-exit.ts";
import { manifestOf } from "../e2e/manifests.ts";

const shiftClock = path.join(import.meta.dirname, "shift-clock.ts");

export interface ControllerStart {
  readonly kubeconfig: string;
  /** Its output is appended. */
  readonly logFile: string;
  readonly flags?: readonly string[];
  /** How far the process's clock is off, in milliseconds. */
  readonly clockShift?: number;
}

/** The controller as a process of its own: `model-express-injector controller`. */
export interface ControllerProcess {
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
}

export function startControllerProcess(start: ControllerStart): ControllerProcess {
  const { kubeconfig, logFile, flags = [], clockShift } = start;
  const namespace = manifestOf("Namespace").metadata.name;
  const log = openSync(logFile, "a");
  const listening = ["--host", "127.0.0.1", "--operations-port", "0"];
  const shifting = clockShift === undefined ? [] : ["--import", shiftClock];
  const args = [
    ...shifting,
    MAIN,
    "controller",
    "--kubeconfig",
    kubeconfig,
    "--namespace",
    namespace,
    ...listening,
    ...flags,
  ];
  const env = { ...EMPTY_ENVIRONMENT, ...(clockShift !== undefined && { CLOCK_SHIFT_MS: String(clockShift) }) };
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", log, log], env });
  closeSync(log);
  const cancelCleanup = runAtExit(() => child.kill("SIGKILL"));
  child.once("exit", cancelCleanup);
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
  };
}
