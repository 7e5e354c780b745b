import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { runAtExit } from "../bed/at-exit.ts";
import { manifestOf } from "../e2e/manifests.ts";

const main = path.join(import.meta.dirname, "../../../src/main.ts");

export interface ControllerStart {
  readonly kubeconfig: string;
  /** Its output is appended. */
  readonly logFile: string;
  readonly flags?: readonly string[];
}

/** The controller as a process of its own: `model-express-injector controller`. */
export interface ControllerProcess {
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
}

export function startControllerProcess({ kubeconfig, logFile, flags = [] }: ControllerStart): ControllerProcess {
  const namespace = manifestOf("Namespace").metadata.name;
  const log = openSync(logFile, "a");
  const listening = ["--host", "127.0.0.1", "--operations-port", "0"];
  const args = [main, "controller", "--kubeconfig", kubeconfig, "--namespace", namespace, ...listening, ...flags];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", log, log], env: {} });
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
