import { existsSync } from "node:fs";
import path from "node:path";
import { buildControlPlane } from "./build.ts";
import { report } from "./report.ts";

/** The parts of a control plane, by the names of their executables. */
export type ProgramName = "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler";

/** Where programs to start come from: one linked binary, or a folder of separate executables. */
export type Programs =
  | { readonly kind: "binary"; readonly binary: string; readonly kubernetesVersion: string }
  | { readonly kind: "folder"; readonly folder: string };

/** Where a control plane comes from on this machine. */
export type Source =
  | Programs
  | { readonly kind: "existing"; readonly kubeconfig: string }
  | { readonly kind: "unavailable"; readonly reason: string };

/**
 * Finds where a control plane can come from; the first that the environment names wins:
 *
 * 1. `USE_EXISTING_CLUSTER=true`: the cluster of `KUBECONFIG`.
 * 2. `KUBEBUILDER_ASSETS`: a folder with etcd, kube-apiserver and perhaps kube-controller-manager.
 * 3. The binary that is built from Go modules, which takes minutes the first time.
 *
 * Without Go the answer is "unavailable", said on standard error, so that the tests can be skipped; an error if `CI=true`.
 */
export async function findControlPlane(kubernetesVersion?: string): Promise<Source> {
  const { USE_EXISTING_CLUSTER, KUBECONFIG, KUBEBUILDER_ASSETS } = process.env;
  if (USE_EXISTING_CLUSTER === "true") {
    if (!KUBECONFIG) {
      throw new Error("USE_EXISTING_CLUSTER=true needs KUBECONFIG");
    }
    return { kind: "existing", kubeconfig: KUBECONFIG };
  }
  if (KUBEBUILDER_ASSETS) {
    return { kind: "folder", folder: path.resolve(KUBEBUILDER_ASSETS) };
  }
  const build = await buildControlPlane(kubernetesVersion);
  return build.isBuilt ? { kind: "binary", ...build } : unavailable(build.reason);
}

/** The command that starts a program; undefined if the source does not have it. */
export function commandOf(program: ProgramName, programs: Programs): readonly [string, ...string[]] | undefined {
  if (programs.kind === "binary") {
    return [programs.binary, program];
  }
  const executable = path.join(programs.folder, program);
  return existsSync(executable) ? [executable] : undefined;
}

function unavailable(reason: string): Source {
  if (process.env["CI"] === "true") {
    throw new Error(`the cluster tests must run in CI, but ${reason}`);
  }
  report(`THE CLUSTER TESTS ARE SKIPPED: ${reason}`);
  report("install Go 1.21 or newer, or set KUBEBUILDER_ASSETS, or USE_EXISTING_CLUSTER=true and KUBECONFIG");
  return { kind: "unavailable", reason };
}
