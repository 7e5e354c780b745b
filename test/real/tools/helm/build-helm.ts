import { readFileSync } from "node:fs";
import path from "node:path";
import type { GoBuild } from "../go/go-program.ts";
import { buildGoTool } from "../go/go-tool.ts";

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
  const goMod = readFileSync(path.join(directory, "go.mod"), "utf8");
  const module = `helm.sh/helm/${series}`;
  const version = versionOf(module, goMod);
  const kubernetesMinor = versionOf("k8s.io/client-go", goMod).split(".")[1];
  return buildGoTool({
    name: `helm-${version}`,
    directory,
    package: `${module}/cmd/helm`,
    linkerFlags: linkerFlags({ module, version, kubernetesMinor }),
    duration: "usually 1 to 3 minutes",
  });
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
  return variables.flatMap((each) => ["-X", each]);
}

function versionOf(module: string, goMod: string): string {
  const version = new RegExp(String.raw`^\t${module} (v\S+)`, "m").exec(goMod)?.[1];
  if (version === undefined) throw new Error(`test/real/tools/helm/go/go.mod does not require ${module}`);
  return version;
}
