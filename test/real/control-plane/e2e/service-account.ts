import { writeFile } from "node:fs/promises";
import type { Client, ClusterAccess } from "../bed/client.ts";
import { applyManifest, type Component, componentOf, manifestOf, readBase } from "./manifests.ts";

const kinds = ["ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];

/** Makes a component's ServiceAccount with the rights of `manifests/base`, and no others. */
export async function createServiceAccount(client: Client, component: Component = "webhook"): Promise<void> {
  await applyManifest(client, manifestOf("Namespace"));
  for (const manifest of readBase()) {
    if (kinds.includes(manifest.kind) && componentOf(manifest) === component) await applyManifest(client, manifest);
  }
}

/** As whom a component's ServiceAccount is known to the API server. */
export function accountName(component: Component): string {
  const { name, namespace } = manifestOf("ServiceAccount", component).metadata;
  return `system:serviceaccount:${namespace}:${name}`;
}

/** What a kubeconfig leads to, and as whom. */
export interface AccountAccess extends ClusterAccess {
  /** Whose ServiceAccount; the webhook's unless told otherwise. */
  readonly component?: Component;
}

/** Writes a kubeconfig with a token of a component's ServiceAccount, as a pod of its Deployment would have one. */
export async function writeKubeconfig(file: string, client: Client, access: AccountAccess): Promise<void> {
  const { name, namespace } = manifestOf("ServiceAccount", access.component ?? "webhook").metadata;
  const { status } = await client.create<{ readonly status: { readonly token: string } }>(
    `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  );
  // JSON is YAML.
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "e2e", cluster: { server: access.server, "certificate-authority": access.caFile } }],
    users: [{ name, user: { token: status.token } }],
    contexts: [{ name: "e2e", context: { cluster: "e2e", user: name } }],
    "current-context": "e2e",
  };
  await writeFile(file, JSON.stringify(kubeconfig), { mode: 0o600 });
}
