import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Client, KubernetesObject } from "../bed/client.ts";

const base = path.join(import.meta.dirname, "../../../../manifests/base");

/** An object of `manifests/base`. */
export interface Manifest extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubernetesObject["metadata"] & { readonly name: string };
}

/** A MutatingWebhookConfiguration, as far as the tests change it. */
export interface WebhookRegistration extends Manifest {
  readonly webhooks: readonly {
    readonly name: string;
    readonly clientConfig: { readonly service: { readonly path: string } };
  }[];
}

/** The objects of `manifests/base`, in the order of its kustomization. */
export function readBase(): readonly Manifest[] {
  const { resources } = readYaml("kustomization.yaml") as { readonly resources: readonly string[] };
  return resources.map((file) => readYaml(file) as Manifest);
}

/** The YAML files of the folder but the kustomization itself. */
export function filesOfBase(): readonly string[] {
  const files = readdirSync(base, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml");
}

/** The two programs that are deployed. */
export type Component = "webhook" | "controller";

/** The one object of a kind; of those that each component has its own of, the component's. */
export function manifestOf<T extends Manifest = Manifest>(kind: string, component?: Component): T {
  const [manifest, ...others] = readBase().filter(
    (each) => each.kind === kind && (component === undefined || componentOf(each) === component),
  );
  if (manifest === undefined || others.length > 0) {
    throw new Error(`manifests/base has not exactly one ${kind} of ${component ?? "both components"}`);
  }
  return manifest as T;
}

/** Whose an object is; undefined for what both share. */
export function componentOf({ metadata }: Manifest): string | undefined {
  return metadata.labels?.["app.kubernetes.io/component"];
}

/** Applies an object as `kubectl apply --validate=strict` would; an unknown or doubled field is an error. */
export async function applyManifest(client: Client, manifest: Manifest): Promise<void> {
  await client.apply(`${pathOf(manifest)}?fieldValidation=Strict`, manifest);
}

/** The path of an object in the API. */
export function pathOf({ apiVersion, kind, metadata: { namespace, name } }: Manifest): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${scope}/${pluralOf(kind)}/${name}`;
}

function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`.replace(/ys$/, "ies").replace(/sss$/, "sses");
}

function readYaml(file: string): unknown {
  return parse(readFileSync(path.join(base, file), "utf8"));
}
