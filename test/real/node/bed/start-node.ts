import path from "node:path";
import { type Client, type ClusterAccess, connect } from "../../control-plane/bed/client.ts";
import { untilSuccess } from "../../control-plane/bed/poll.ts";
import type { NodeParts } from "../parts/find-parts.ts";
import { NODE_NAME } from "./addresses.ts";
import { allowProgram } from "./allow-program.ts";
import { writeConfiguration } from "./configuration.ts";
import { writeCredentials, writeKubeconfig } from "./credentials.ts";
import { registerDns, untilDnsReady } from "./dns.ts";
import { type Entrance, runInside } from "./inside.ts";
import { makeNamespaces } from "./namespaces.ts";
import { makeNodeDirectory, removeNodeDirectory, removeStaleNodes } from "./node-directory.ts";
import { openOutlet } from "./outward.ts";
import { NodePrograms } from "./programs.ts";

/** What it reads, to enforce NetworkPolicies. */
const POLICY_RULES = [
  { apiGroups: [""], resources: ["pods", "namespaces", "nodes"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list", "watch"] },
];

const LIMIT = { timeoutMilliseconds: 120_000 };

/** A Kubernetes with one node, and how to reach it, from any process of this machine. */
export interface NodeAccess extends Entrance {
  /** The administrator's. */
  readonly access: ClusterAccess;
  readonly kubeconfig: string;
}

export interface RunningNode extends NodeAccess {
  readonly programs: NodePrograms;
  /** Ends everything, and removes all that the node had. */
  stop(): Promise<void>;
}

/** Starts a node, which ends with this process at the latest, also if that is killed. */
export async function startNode(parts: NodeParts): Promise<RunningNode> {
  await removeStaleNodes();
  const directory = await makeNodeDirectory();
  const cleanups: (() => Promise<void>)[] = [() => removeNodeDirectory(directory)];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const namespaces = await makeNamespaces(directory);
    cleanups.push(namespaces.end);
    const outlet = await openOutlet(namespaces.pid);
    cleanups.push(async () => outlet.close());
    const entrance = { pid: namespaces.pid, directory, packages: parts.packages, containerd: parts.containerd };
    await writeCredentials(directory);
    await writeConfiguration(directory, parts.packages);
    const kubeconfig = await writeKubeconfig(directory, "admin", outlet.server);
    const programs = new NodePrograms(entrance, parts);
    const node = { ...entrance, kubeconfig, access: accessOf(directory, outlet.server), programs, stop };
    await startPrograms(node, parts);
    return node;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPrograms(node: RunningNode, parts: NodeParts): Promise<void> {
  const { programs } = node;
  for (const name of ["containerd", "etcd", "kube-apiserver"] as const) programs.start(name);
  const imported = importImages(node, parts.archives);
  const client = connect(node.access);
  try {
    await until(programs, () => client.get("/readyz"));
    for (const name of ["kube-controller-manager", "kube-scheduler", "coredns"] as const) programs.start(name);
    await imported;
    programs.start("kubelet");
    await registerDns(client);
    await allowProgram(client, "network-policies", POLICY_RULES);
    await until(programs, () => mustBeReady(client));
    // Both read the node's addresses when they start. kube-proxy would end when these appear later.
    for (const name of ["kube-proxy", "network-policies"] as const) programs.start(name);
    await untilDnsReady(node);
  } finally {
    client.close();
    await imported.catch(() => {});
  }
}

async function importImages(node: Entrance, archives: readonly string[]): Promise<void> {
  const ctr = (...words: string[]) => runInside(node, ["ctr", "--namespace", "k8s.io", ...words]);
  await untilSuccess(() => ctr("version"), LIMIT);
  for (const archive of archives) await ctr("images", "import", archive);
}

interface NodeObject {
  readonly metadata: object;
  readonly status: { readonly conditions: readonly NodeCondition[] };
}

interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly lastHeartbeatTime: string;
}

/** @param since when the kubelet must have said so at the earliest */
export async function mustBeReady(client: Client, since = new Date(0)): Promise<void> {
  const { status } = await client.get<NodeObject>(`/api/v1/nodes/${NODE_NAME}`);
  const ready = status.conditions.find(({ type }) => type === "Ready");
  // The controller manager makes it; until then no pod is admitted.
  await client.get("/api/v1/namespaces/default/serviceaccounts/default");
  if (ready?.status !== "True" || new Date(ready.lastHeartbeatTime) < since) throw new Error("the node is not Ready");
}

/** A program that has ended makes further waiting useless. */
async function until(programs: NodePrograms, attempt: () => Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  const repeated = async () => {
    try {
      programs.checkRunning();
    } catch (error) {
      ended.abort(error);
    }
    return attempt();
  };
  await untilSuccess(repeated, { ...LIMIT, signal: ended.signal });
}

function accessOf(directory: string, server: string): ClusterAccess {
  const file = (name: string) => path.join(directory, name);
  return { server, caFile: file("ca.crt"), certificateFile: file("admin.crt"), keyFile: file("admin.key") };
}
