import { writeFile } from "node:fs/promises";
import type { Client, ClusterAccess } from "../bed/client.ts";
import { applyManifest, manifestOf } from "./manifests.ts";

/** Makes the webhook's ServiceAccount with the rights of `manifests/base`, and no others. */
export async function createServiceAccount(client: Client): Promise<void> {
  await applyManifest(client, manifestOf("Namespace"));
  for (const kind of ["ServiceAccount", "ClusterRole", "ClusterRoleBinding"]) {
    await applyManifest(client, manifestOf(kind, "webhook"));
  }
}

/** Writes a kubeconfig with a token of that ServiceAccount, as a pod of the Deployment would have one. */
export async function writeKubeconfig(file: string, client: Client, access: ClusterAccess): Promise<void> {
  const { name, namespace } = manifestOf("ServiceAccount", "webhook").metadata;
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
