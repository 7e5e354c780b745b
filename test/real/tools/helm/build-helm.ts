import { readFileSync } from "node:fs";
import path from "node:path";
import { buildGoProgram, type GoBuild } from "../go/go-program.ts";

const directory = path.join(import.meta.dirname, "go");

/** The release series of Helm that the chart must work with, and who uses which: 4 is current, 3 is what most still run. */
export const HELM_SERIES = ["v4", "v3"] as const;
export type HelmSeries = (typeof HELM_SERIES)[number];

/**
 * Builds Helm from its Go module unless this machine has built it before.
 *
 * Both series come from one module file, so that most packages are compiled once; their dependencies may thereby be
 * newer than those of the official binaries.
 */
export function buildHelm(series: HelmSeries): Promise<GoBuild> {
  const contents = ["go.mod", "go.sum"].map((name) => readFileSync(path.join(directory, name), "utf8"));
  const module = `helm.sh/helm/${series}`;
  const version = versionOf(module, contents[0]);
  const program = {
    name: `helm-${version}`,
    directory,
    moduleFile: "go.mod",
    package: `${module}/cmd/helm`,
    linkerFlags: linkerFlags({
      module,
      version,
      kubernetesMinor: versionOf("k8s.io/client-go", contents[0]).split(".")[1],
    }),
    contents,
  };
  const announcement = `building Helm ${version} from its Go module, once for this machine: usually 1 to 3 minutes`;
  return buildGoProgram(program, announcement, (message) => process.stderr.write(`[helm] ${message}\n`));
}

/** What must be told: without it Helm takes itself for the first release of its series, and 3 renders for Kubernetes 1.20. */
function linkerFlags({ module, version, kubernetesMinor }: Record<string, string | undefined>): string[] {
  const variables = [
    `${module}/internal/version.version=${version}`,
    ...["pkg/chartutil", "pkg/lint/rules"].flatMap((each) => [
      `${module}/${each}.k8sVersionMajor=1`,
      `${module}/${each}.k8sVersionMinor=${kubernetesMinor}`,
    ]),
  ];
  return ["-s", "-w", ...variables.flatMap((each) => ["-X", each])];
}

function versionOf(module: string, goMod = ""): string {
  const version = new RegExp(String.raw`^\t${module} (v\S+)`, "m").exec(goMod)?.[1];
  if (version === undefined) throw new Error(`test/real/tools/helm/go/go.mod does not require ${module}`);
  return version;
}
