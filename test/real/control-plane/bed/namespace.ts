import type { Client } from "./client.ts";

/** Makes a namespace with a name of its own, in which pods can be created at once; returns the name. */
export async function createNamespace(client: Client, labels: Readonly<Record<string, string>> = {}): Promise<string> {
  const namespace = await client.create("/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { generateName: "test-", labels },
  });
  const name = namespace.metadata.name ?? "";
  // The controller manager would make it too, some time later; until then every pod is refused.
  await client.apply(`/api/v1/namespaces/${name}/serviceaccounts/default`, {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default" },
  });
  return name;
}
