import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

/** The folder with main.go and one module file per Kubernetes version. */
export const moduleDirectory = path.join(import.meta.dirname, "go");

/** The Go module that links the control plane, at one Kubernetes version. */
export interface GoModule {
  readonly file: string;
  readonly kubernetesVersion: string;
  /** Everything in it that decides what is built. */
  readonly contents: readonly string[];
}

/** Reads the module for a version such as `v1.34.4`; without one, the default's `go.mod`. */
export async function readGoModule(kubernetesVersion?: string): Promise<GoModule> {
  const standard = await readModuleFile("go.mod");
  if (kubernetesVersion === undefined || kubernetesVersion === standard.kubernetesVersion) {
    return standard;
  }
  const file = `${kubernetesVersion}.mod`;
  if (!existsSync(path.join(moduleDirectory, file))) {
    throw new Error(`no Go module for it: run go/regenerate-go-mod.sh ${kubernetesVersion} ${file}`);
  }
  return readModuleFile(file);
}

/** What the linker must be told: without it, /version says v0.0.0 and clients take the server for ancient. */
export function linkerFlags(kubernetesVersion: string): string[] {
  const [major, minor] = kubernetesVersion.slice(1).split(".");
  const variables = {
    gitVersion: kubernetesVersion,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: "clean",
    gitCommit: "0".repeat(40),
    buildDate: "1970-01-01T00:00:00Z",
  };
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return ["-s", "-w", ...assignments.flatMap((each) => ["-X", `k8s.io/component-base/version.${each}`])];
}

async function readModuleFile(file: string): Promise<GoModule> {
  const names = ["main.go", file, file.replace(/\.mod$/, ".sum")];
  const contents = await Promise.all(names.map((name) => readFile(path.join(moduleDirectory, name), "utf8")));
  const kubernetesVersion = /^\tk8s\.io\/kubernetes (v\S+)$/m.exec(contents.join("\n"))?.[1];
  if (kubernetesVersion === undefined) {
    throw new Error(`${file} does not require k8s.io/kubernetes`);
  }
  return { file, kubernetesVersion, contents };
}
