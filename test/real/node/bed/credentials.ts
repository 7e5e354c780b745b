import { writeFile } from "node:fs/promises";
import path from "node:path";
import {
  type CertificateAuthority,
  createCertificateAuthority,
  createSigningKey,
  type KeyPair,
} from "../../control-plane/bed/pki.ts";
import { API_PORT, KUBERNETES_ADDRESS, NODE_ADDRESS, NODE_NAME } from "./addresses.ts";

const USERS = {
  admin: { user: "admin", groups: ["system:masters"] },
  coredns: { user: "coredns" },
  "kube-controller-manager": { user: "system:kube-controller-manager" },
  "kube-proxy": { user: "system:kube-proxy" },
  "kube-scheduler": { user: "system:kube-scheduler" },
  kubelet: { user: `system:node:${NODE_NAME}`, groups: ["system:nodes"] },
  "network-policies": { user: "network-policies" },
  "kubelet-client": { user: "kube-apiserver-kubelet-client", groups: ["system:masters"] },
} as const;

const API_ADDRESSES = [
  { type: "ip", value: "127.0.0.1" },
  { type: "ip", value: NODE_ADDRESS },
  { type: "ip", value: KUBERNETES_ADDRESS },
  { type: "dns", value: "kubernetes.default.svc" },
] as const;

/** Writes the keys, certificates and kubeconfigs with which the node's programs know each other. */
export async function writeCredentials(directory: string): Promise<void> {
  const authority = await createCertificateAuthority("node");
  const serviceAccounts = await createSigningKey();
  await writePair(directory, "ca", authority);
  await write(directory, "service-accounts.key", serviceAccounts.key);
  await write(directory, "service-accounts.pub", serviceAccounts.publicKey);
  const addresses = [...API_ADDRESSES];
  await writePair(directory, "kube-apiserver", await authority.issue({ usage: "server", addresses }));
  for (const user of Object.keys(USERS) as (keyof typeof USERS)[]) await writeUser(directory, user, authority);
}

/** A kubeconfig with another address of the API server, such as one that is reached from outside. */
export async function writeKubeconfig(directory: string, user: string, server: string): Promise<string> {
  const file = (extension: string) => path.join(directory, `${user}.${extension}`);
  const name = "node";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority": path.join(directory, "ca.crt") } }],
    users: [{ name, user: { "client-certificate": file("crt"), "client-key": file("key") } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  // JSON is YAML.
  await write(directory, `${user}.kubeconfig`, JSON.stringify(config));
  return file("kubeconfig");
}

async function writeUser(directory: string, user: keyof typeof USERS, authority: CertificateAuthority): Promise<void> {
  await writePair(directory, user, await authority.issue({ usage: "client", ...USERS[user] }));
  await writeKubeconfig(directory, user, `https://${NODE_ADDRESS}:${API_PORT}`);
}

async function writePair(directory: string, name: string, { certificate, key }: KeyPair): Promise<void> {
  await write(directory, `${name}.crt`, certificate);
  await write(directory, `${name}.key`, key);
}

async function write(directory: string, name: string, content: string): Promise<void> {
  await writeFile(path.join(directory, name), content, { mode: 0o600 });
}
