import { inject } from "vitest";
import { type Outcome, run } from "../../../command-line/run.ts";
import { type Client, connect } from "../../control-plane/bed/client.ts";
import { createNamespace } from "../../control-plane/bed/namespace.ts";
import { type Hub, startHub } from "../../model-express/pull/hub.ts";
import { runInside } from "../bed/inside.ts";
import { listenInside } from "../bed/outward.ts";
import type { NodeAccess } from "../bed/start-node.ts";
import { ask } from "../session.ts";
import { type Pods, podsOf, type StoredPod } from "./pods.ts";
import { type WorkerOptions, workerPod } from "./worker-pod.ts";

/** Where the process is that has the node; undefined where none can run. */
const socket = inject("nodeSocket");
export const hasNode = socket !== undefined;
// It starts while the first files are loaded, and waits for another run's as long as that takes: no test's time goes by.
const node = socket === undefined ? undefined : await ask(socket, "open");

/** A namespace of a test file's own on the node, opted in, and a hub that answers in the node's network. */
export interface Tenant {
  readonly node: NodeAccess;
  readonly client: Client;
  readonly hub: Hub;
  readonly namespace: string;
  readonly dynamoNamespace: string;
  readonly pods: Pods;
  /** `/api/v1/namespaces/…/<rest>`, or of an API group. */
  path(rest: string, group?: string): string;
  createWorker(options: Omit<WorkerOptions, "dynamoNamespace">): Promise<StoredPod>;
  /** Runs the product's command line as the administrator, from outside of the node. */
  command(...args: string[]): Promise<Outcome>;
  /** Runs a command in the node. */
  inside(...command: string[]): Promise<string>;
  /** Restarts the node. */
  restartNode(): Promise<void>;
  close(): Promise<void>;
}

export async function openTenant(labels: Readonly<Record<string, string>> = {}): Promise<Tenant> {
  if (socket === undefined || node === undefined) throw new Error("there is no node");
  const client = connect(node.access);
  const hub = await startHub(await listenInside(node.pid));
  const namespace = await createNamespace(client, { "modelexpress.nvidia.com/inject": "enabled", ...labels });
  const dynamoNamespace = `${namespace}-graph`;
  const pods = podsOf(client, namespace);
  return {
    node,
    client,
    hub,
    namespace,
    dynamoNamespace,
    pods,
    path: (rest, group) => `/${group === undefined ? "api/v1" : `apis/${group}`}/namespaces/${namespace}/${rest}`,
    createWorker: (options) => pods.create(workerPod({ dynamoNamespace, ...options })),
    command: (...args) => run([...args, "-n", namespace], { env: { KUBECONFIG: node.kubeconfig } }),
    inside: (...command) => runInside(node, command),
    restartNode: async () => void (await ask(socket, "restart")),
    close: async () => {
      await client.delete(`/api/v1/namespaces/${namespace}?propagationPolicy=Background`);
      client.close();
      await hub.stop();
    },
  };
}
