import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Client, KubernetesObject } from "../bed/client.ts";
import { eventually } from "../e2e/source.ts";

const run = promisify(execFile);

/** The definitions that the chart's objects need, as their makers publish them in the source of their Go modules. */
const definitions = {
  "github.com/cert-manager/cert-manager": [
    "deploy/crds/cert-manager.io_certificaterequests.yaml",
    "deploy/crds/cert-manager.io_certificates.yaml",
    "deploy/crds/cert-manager.io_clusterissuers.yaml",
    "deploy/crds/cert-manager.io_issuers.yaml",
  ],
  "github.com/prometheus-operator/prometheus-operator": [
    "example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml",
  ],
} as const;

/** Defines the resources of cert-manager and of the Prometheus operator. */
export async function defineCustomResources(client: Client): Promise<void> {
  for (const [module, files] of Object.entries(definitions)) {
    const directory = await moduleDirectory(module);
    for (const file of files) await define(client, parse(await readFile(path.join(directory, file), "utf8")));
  }
}

async function moduleDirectory(module: string): Promise<string> {
  const { stdout } = await run("go", ["mod", "download", "-json", module], {
    cwd: path.join(import.meta.dirname, "crds"),
  });
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}

interface Definition extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

async function define(client: Client, definition: Definition): Promise<void> {
  const { group, names, versions } = definition.spec;
  await client.apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`, definition);
  await eventually(() => client.list(`/apis/${group}/${versions[0]?.name}/${names.plural}`));
}
