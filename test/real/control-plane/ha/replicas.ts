import path from "node:path";
import type { Client } from "../bed/client.ts";
import { manifestOf } from "../e2e/manifests.ts";
import { startWebhookProcess, type WebhookProcess } from "../e2e/webhook-process.ts";
import { type Mount, mountSecret } from "./mounted-secret.ts";

export interface ReplicaStart {
  readonly client: Client;
  readonly name: string;
  /** For its log and its Secret's volume. */
  readonly directory: string;
  readonly kubeconfig: string;
  /** Milliseconds after which a changed Secret reaches it. */
  readonly delay: number;
}

/** A webhook process, with the pod that the controller sees of it. */
export interface Replica {
  readonly process: WebhookProcess;
  stop(): Promise<void>;
}

const node = "node";
/** Short, so that a restart is; longer than the balancer needs to notice. */
const drainSeconds = 2;

/** Pods of a node that does not exist are collected as garbage. */
export async function createNode(client: Client): Promise<void> {
  await client.create("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: node } });
}

export async function startReplica({ client, name, directory, kubeconfig, delay }: ReplicaStart): Promise<Replica> {
  const { namespace, name: service } = manifestOf("Service").metadata;
  const tlsDirectory = path.join(directory, name);
  const secret = `/api/v1/namespaces/${namespace}/secrets/${service}-tls`;
  const mount: Mount = await mountSecret({ client, secret, directory: tlsDirectory, delay });
  const process = await startWebhookProcess({
    tlsDirectory,
    logFile: path.join(directory, `${name}.log`),
    kubeconfig,
    flags: ["--drain", String(drainSeconds)],
  });
  await createPod(client, { name, port: process.port });
  return {
    process,
    async stop() {
      mount.close();
      await process.signal("SIGKILL");
    },
  };
}

/** What the kubelet would report about the process, so that the controller finds it as it finds any pod. */
async function createPod(client: Client, { name, port }: { name: string; port: number }): Promise<void> {
  const { namespace, labels } = manifestOf("Service").metadata;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  await client.create(pods, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: {
      nodeName: node,
      serviceAccountName: manifestOf("ServiceAccount", "webhook").metadata.name,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
      containers: [{ name: "webhook", image: "x", securityContext, ports: [{ name: "https", containerPort: port }] }],
    },
  });
  const status = { phase: "Running", podIP: "127.0.0.1", podIPs: [{ ip: "127.0.0.1" }] };
  await client.merge(`${pods}/${name}/status`, { status });
}
