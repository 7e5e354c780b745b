import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Client, KubernetesObject } from "../bed/client.ts";

const base = path.join(import.meta.dirname, "../../../manifests/base");

/** An object of `manifests/base`. */
export interface Manifest extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubernetesObject["metadata"] & { readonly name: string };
}

/** A MutatingWebhookConfiguration, as far as the tests change it. */
export interface WebhookRegistration extends Manifest {
  readonly webhooks: readonly { readonly name: string }[];
}

/** The objects of `manifests/base`, in the order of its kustomization. */
export function readBase(): readonly Manifest[] {
  const { resources } = readYaml("kustomization.yaml") as { readonly resources: readonly string[] };
  return resources.map((file) => readYaml(file) as Manifest);
}

/** The YAML files of the folder but the kustomization itself. */
export function filesOfBase(): readonly string[] {
  return readdirSync(base).filter((file) => file !== "kustomization.yaml");
}

/** The one object of a kind. */
export function manifestOf<T extends Manifest = Manifest>(kind: string): T {
  const [manifest, ...others] = readBase().filter((each) => each.kind === kind);
  if (manifest === undefined || others.length > 0) {
    throw new Error(`manifests/base has not exactly one ${kind}`);
  }
  return manifest as T;
}

/** Applies an object as `kubectl apply --validate=strict` would; an unknown or doubled field is an error. */
export async function applyManifest(client: Client, manifest: Manifest): Promise<void> {
  await client.apply(`${pathOf(manifest)}?fieldValidation=Strict`, manifest);
}

/** The path of an object in the API. */
export function pathOf({ apiVersion, kind, metadata: { namespace, name } }: Manifest): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${scope}/${kind.toLowerCase()}s/${name}`;
}

function readYaml(file: string): unknown {
  return parse(readFileSync(path.join(base, file), "utf8"));
}
