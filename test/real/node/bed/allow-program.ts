import type { Client } from "../../control-plane/bed/client.ts";

const group = "rbac.authorization.k8s.io";
const roles = `/apis/${group}/v1`;
const rbac = { apiVersion: `${group}/v1` };

/** Lets a program of the node, whose user has its name, do what the rules say. */
export async function allowProgram(client: Client, name: string, rules: readonly object[]): Promise<void> {
  const metadata = { name };
  const roleRef = { apiGroup: group, kind: "ClusterRole", name };
  const subjects = [{ kind: "User", name, apiGroup: group }];
  await client.apply(`${roles}/clusterroles/${name}`, { ...rbac, kind: "ClusterRole", metadata, rules });
  const binding = { ...rbac, kind: "ClusterRoleBinding", metadata, roleRef, subjects };
  await client.apply(`${roles}/clusterrolebindings/${name}`, binding);
}
