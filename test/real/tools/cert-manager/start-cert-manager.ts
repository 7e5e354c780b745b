import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { runAtExit } from "../../control-plane/bed/at-exit.ts";

export interface CertManager {
  stop(): Promise<void>;
}

/** Starts cert-manager's controllers, which cannot outlive this process; their output goes to a file. */
export async function startCertManager(binary: string, kubeconfig: string, logFile: string): Promise<CertManager> {
  const log = openSync(logFile, "a");
  const child: ChildProcess = spawn(binary, [kubeconfig], { env: {}, stdio: ["pipe", log, log] });
  closeSync(log);
  await once(child, "spawn");
  const cancelCleanup = runAtExit(() => child.kill("SIGKILL"));
  return {
    async stop() {
      cancelCleanup();
      if (child.exitCode !== null || !child.kill("SIGKILL")) return;
      await once(child, "exit");
    },
  };
}
