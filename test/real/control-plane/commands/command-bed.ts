import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Outcome, run } from "../../../command-line/run.ts";
import { type Client, type ClusterAccess, connect } from "../bed/client.ts";
import { startControlPlane } from "../bed/control-plane.ts";

/** A control plane, and the command line that looks at it. */
export interface CommandBed {
  readonly client: Client;
  readonly kubeconfig: string;
  /** A folder for the test's files. */
  readonly folder: string;
  /** Runs a command as the administrator, or with another kubeconfig. */
  command(args: readonly string[], kubeconfig?: string): Promise<Outcome>;
  /** A kubeconfig of a ServiceAccount that has these rights in a namespace, and no others. */
  kubeconfigWith(namespace: string, rules: readonly object[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startCommandBed(): Promise<CommandBed> {
  const controlPlane = await startControlPlane();
  const client = connect(controlPlane);
  const folder = await mkdtemp(path.join(tmpdir(), "commands-"));
  let accounts = 0;
  return {
    client,
    kubeconfig: controlPlane.kubeconfig,
    folder,
    command: (args, kubeconfig = controlPlane.kubeconfig) => run(args, { env: { KUBECONFIG: kubeconfig } }),
    kubeconfigWith: async (namespace, rules) => {
      const name = `account-${accounts++}`;
      const token = await createAccount(client, { namespace, name, rules });
      const file = path.join(folder, `${name}.kubeconfig`);
      await writeFile(file, kubeconfigFor(controlPlane, { namespace, token }), { mode: 0o600 });
      return file;
    },
    stop: async () => {
      client.close();
      await controlPlane.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly object[];
}

async function createAccount(client: Client, { namespace, name, rules }: Account): Promise<string> {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const metadata = { name };
  await client.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata });
  await client.create(`${rbac}/roles`, { metadata, rules });
  await client.create(`${rbac}/rolebindings`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  });
  const { status } = await client.create<{ readonly status: { readonly token: string } }>(
    `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  );
  return status.token;
}

// JSON is YAML.
function kubeconfigFor(
  { server, caFile }: ClusterAccess,
  { namespace, token }: { readonly namespace: string; readonly token: string },
): string {
  const name = "test";
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority": caFile } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    "current-context": name,
  });
}
