import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runAtExit } from "./at-exit.ts";

// A program that was killed a moment ago may still be writing a file into a folder that is being removed.
const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 } as const;

/** The fresh temporary folders of one control plane. */
export interface RunDirectory {
  /** Keys, kubeconfigs and etcd's data. */
  readonly state: string;
  readonly logs: string;
  remove(options: { readonly keepsLogs: boolean }): Promise<void>;
}

/** Makes the folders; what is not removed before is removed when this process ends. */
export async function createRunDirectory(): Promise<RunDirectory> {
  const root = await mkdtemp(path.join(tmpdir(), "model-express-injector-"));
  const state = path.join(root, "state");
  const logs = path.join(root, "logs");
  await Promise.all([mkdir(state), mkdir(logs)]);
  const cancelCleanup = runAtExit(() => rmSync(root, removal));
  return {
    state,
    logs,
    remove: async ({ keepsLogs }) => {
      cancelCleanup();
      await rm(keepsLogs ? state : root, removal);
    },
  };
}
