import { buildGoProgram } from "../../tools/go/go-program.ts";
import { linkerFlags, moduleDirectory, readGoModule } from "./go-module.ts";
import { report } from "./report.ts";

/** Where the binary is, or why it cannot be built here. */
export type Build =
  | { readonly isBuilt: true; readonly binary: string; readonly kubernetesVersion: string }
  | { readonly isBuilt: false; readonly reason: string };

/** Builds the control plane's binary unless this machine has built it before. */
export async function buildControlPlane(version?: string): Promise<Build> {
  const { file, kubernetesVersion, contents } = await readGoModule(version);
  const program = {
    name: `control-plane-${kubernetesVersion}`,
    directory: moduleDirectory,
    moduleFile: file,
    package: ".",
    linkerFlags: linkerFlags(kubernetesVersion),
    contents,
  };
  const announcement =
    `building a Kubernetes ${kubernetesVersion} control plane from Go modules, once for this machine:` +
    " usually 5 to 8 minutes, less after the node of the tests, 4 GB of Go's caches, 3 GB of memory";
  const build = await buildGoProgram(program, announcement, report);
  return build.isBuilt ? { ...build, kubernetesVersion } : build;
}
