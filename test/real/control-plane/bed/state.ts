import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ClusterAccess } from "./client.ts";
import { createCertificateAuthority, createSigningKey, type KeyPair } from "./pki.ts";
import { findFreePort } from "./ports.ts";
import type { RunDirectory } from "./run-directory.ts";

/** What the parts of one control plane share; file names in `flags.ts` are relative to the directory. */
export interface State {
  readonly directory: string;
  readonly etcdPort: number;
  readonly apiServerPort: number;
}

/** Chooses the ports of a control plane in its own directory. */
export async function chooseState({ state }: Pick<RunDirectory, "state">): Promise<State> {
  return { directory: state, etcdPort: await findFreePort(), apiServerPort: await findFreePort() };
}

const users = {
  admin: { user: "admin", groups: ["system:masters"] },
  "kube-controller-manager": { user: "system:kube-controller-manager" },
  "kube-scheduler": { user: "system:kube-scheduler" },
} as const;
type User = keyof typeof users;

const apiServerAddresses = [
  { type: "ip", value: "127.0.0.1" },
  { type: "dns", value: "localhost" },
  { type: "dns", value: "kubernetes.default.svc" },
] as const;

/** Writes the keys and kubeconfigs that the programs need to know each other. */
export async function writeState(state: State): Promise<void> {
  const authority = await createCertificateAuthority("control-plane");
  const serviceAccounts = await createSigningKey();
  await writePair(state, "ca", authority);
  await write(state, "service-accounts.key", serviceAccounts.key);
  await write(state, "service-accounts.pub", serviceAccounts.publicKey);
  const server = await authority.issue({ usage: "server", addresses: [...apiServerAddresses] });
  await writePair(state, "kube-apiserver", server);
  for (const user of Object.keys(users) as User[]) {
    await writePair(state, user, await authority.issue({ usage: "client", ...users[user] }));
    await write(state, `${user}.kubeconfig`, kubeconfigFor(accessOf(state, user)));
  }
}

/** How a user reaches the API server. */
export function accessOf({ directory, apiServerPort }: State, user: User): ClusterAccess {
  return {
    server: `https://127.0.0.1:${apiServerPort}`,
    caFile: path.join(directory, "ca.crt"),
    certificateFile: path.join(directory, `${user}.crt`),
    keyFile: path.join(directory, `${user}.key`),
  };
}

// JSON is YAML.
function kubeconfigFor({ server, caFile, certificateFile, keyFile }: ClusterAccess): string {
  const name = "control-plane";
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority": caFile } }],
    users: [{ name, user: { "client-certificate": certificateFile, "client-key": keyFile } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

async function writePair(state: State, name: string, { certificate, key }: KeyPair): Promise<void> {
  await write(state, `${name}.crt`, certificate);
  await write(state, `${name}.key`, key);
}

async function write(state: State, name: string, content: string): Promise<void> {
  await writeFile(path.join(state.directory, name), content, { mode: 0o600 });
}
