import path from "node:path";
import type { ClusterAccess } from "./client.ts";
import { readClusterAccess } from "./existing-cluster.ts";
import { useFirstStart } from "./first-start.ts";
import { ProgramGroup } from "./program-group.ts";
import { report } from "./report.ts";
import { createRunDirectory, type RunDirectory } from "./run-directory.ts";
import { findControlPlane, type ProgramName, type Programs } from "./source.ts";
import { type StartupOptions, startAll, startApiServer } from "./startup.ts";
import { accessOf, chooseState, writeState } from "./state.ts";

/** How to start a control plane. */
export interface ControlPlaneOptions extends StartupOptions {
  /** Such as v1.34.4; needs `go/v1.34.4.mod`. Only for the binary that is built here. */
  readonly kubernetesVersion?: string;
  /** Or set `KEEP_CONTROL_PLANE_LOGS=true`. */
  readonly keepsLogs?: boolean;
}

/** A running control plane and its administrator's access. */
export interface ControlPlane extends ClusterAccess {
  readonly kubeconfig: string;
  /** Empty for an existing cluster. */
  readonly pids: Readonly<Partial<Record<ProgramName, number>>>;
  /** Undefined for an existing cluster. */
  readonly logDirectory: string | undefined;
  /** Kills the API server alone: clients see refused connections until it is started again. */
  killApiServer(): Promise<void>;
  /** Kills the API server if it runs, starts it on the same port with the same data, and waits until it is ready. */
  restartApiServer(): Promise<void>;
  /** Ends everything at once and removes its files; a second call does nothing. */
  stop(): Promise<void>;
}

/** Starts a control plane on free ports of 127.0.0.1, or opens the one that the environment names. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const source = await findControlPlane(options.kubernetesVersion);
  if (source.kind === "unavailable") {
    throw new Error(`no control plane: ${source.reason}`);
  }
  const directory = await createRunDirectory();
  return source.kind === "existing"
    ? openExistingCluster(source.kubeconfig, directory)
    : startPrograms(source, directory, options);
}

async function openExistingCluster(kubeconfig: string, directory: RunDirectory): Promise<ControlPlane> {
  const refuse = () => Promise.reject(new Error("the API server of an existing cluster is not ours to kill"));
  return {
    ...(await readClusterAccess(kubeconfig, directory.state)),
    kubeconfig,
    pids: {},
    logDirectory: undefined,
    killApiServer: refuse,
    restartApiServer: refuse,
    stop: () => directory.remove({ keepsLogs: false }),
  };
}

async function startPrograms(
  source: Programs,
  directory: RunDirectory,
  { keepsLogs = process.env["KEEP_CONTROL_PLANE_LOGS"] === "true", ...options }: ControlPlaneOptions,
): Promise<ControlPlane> {
  const programs = new ProgramGroup(source, directory);
  const state = await chooseState(directory);

  async function stop(keepingLogs = keepsLogs): Promise<void> {
    await programs.killAll();
    await directory.remove({ keepsLogs: keepingLogs });
    if (keepingLogs) {
      report(`the logs are in ${directory.logs}`);
    }
  }

  try {
    await writeState(state);
    await useFirstStart(source, state);
    await startAll(programs, state, options);
  } catch (error) {
    await stop(true);
    throw error;
  }
  return {
    ...accessOf(state, "admin"),
    kubeconfig: path.join(state.directory, "admin.kubeconfig"),
    get pids() {
      return programs.pids;
    },
    logDirectory: directory.logs,
    killApiServer: () => programs.kill("kube-apiserver"),
    restartApiServer: async () => {
      await programs.kill("kube-apiserver");
      await startApiServer(programs, state, options);
    },
    stop: () => stop(),
  };
}
