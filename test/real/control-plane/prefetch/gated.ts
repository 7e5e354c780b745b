import type { Client, KubernetesObject } from "../bed/client.ts";
import { worker } from "../e2e/worker.ts";

export const GATE = "modelexpress.nvidia.com/models";

export interface StoredPod extends KubernetesObject {
  readonly spec: { readonly nodeName?: string; readonly schedulingGates?: readonly { readonly name: string }[] };
}

export function gatesOf(pod: unknown): readonly string[] {
  return ((pod as StoredPod).spec.schedulingGates ?? []).map(({ name }) => name);
}

/** A pod that says of itself that it was gated. */
export function gatedPod(
  name: string,
  { namespace, instance }: { readonly namespace: string; readonly instance: string },
) {
  const status = JSON.stringify({ gate: `${namespace}/${instance}`, models: ["org/forged"] });
  return worker({
    name,
    labels: { "modelexpress.nvidia.com/gated": "true", "modelexpress.nvidia.com/inject": "disabled" },
    annotations: { "modelexpress.nvidia.com/status": status },
    spec: { schedulingGates: [{ name: GATE }] },
  });
}

/** A node with room for everything, on which nothing runs. */
export async function createNode(client: Client): Promise<void> {
  const capacity = { cpu: "1000", memory: "1000Gi", pods: "1000", "ephemeral-storage": "1000Gi" };
  await client.create("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: "node" } });
  const conditions = [{ type: "Ready", status: "True", lastHeartbeatTime: new Date().toISOString() }];
  await client.merge("/api/v1/nodes/node/status", { status: { capacity, allocatable: capacity, conditions } });
}
