import type { ModelExpressStatus } from "../../../../src/deployment/model-express-status.ts";
import type { Client, KubernetesObject } from "../bed/client.ts";
import { COMMIT } from "./pulls.ts";

interface Pod extends KubernetesObject {
  readonly status: { readonly phase: string };
}

const SELECTOR = encodeURIComponent("modelexpress.nvidia.com/prefetch");
const INSTANCES = "/apis/modelexpress.nvidia.com/v1alpha1/modelexpresses";
const PULL_PODS = `/api/v1/pods?labelSelector=${SELECTOR}&resourceVersion=0`;

/**
 * Does what kubelets would with the pods of all Jobs that pull: a pod that waits runs, and one that runs ends. One look
 * at all namespaces at once, so that the test itself is not the load.
 */
export async function advancePulls(client: Client): Promise<void> {
  const pods = await client.list<Pod>(PULL_PODS);
  await Promise.all(
    pods.map(async (pod) => {
      if (pod.status.phase === "Pending") await setState(client, pod, "Running");
      if (pod.status.phase === "Running") await setState(client, pod, "Succeeded");
    }),
  );
}

/** The models of all instances that are in their caches, by the instances' status. */
export async function countCached(client: Client): Promise<number> {
  const instances = await client.list<{ readonly status?: ModelExpressStatus }>(INSTANCES);
  return instances.flatMap(({ status }) => status?.models ?? []).filter(({ phase }) => phase === "Ready").length;
}

async function setState(client: Client, { metadata }: Pod, phase: "Running" | "Succeeded"): Promise<void> {
  const now = new Date().toISOString();
  const terminated = { exitCode: 0, message: `${COMMIT} 2048\n`, startedAt: now, finishedAt: now };
  const state = phase === "Running" ? { running: { startedAt: now } } : { terminated };
  const status = { name: "model-express-pull", image: "", imageID: "", ready: false, restartCount: 0, state };
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`;
  // A pod whose Job the controller has deleted is gone.
  await client.merge(path, { status: { phase, containerStatuses: [status] } }).catch(() => {});
}
