import type { Client } from "../../control-plane/bed/client.ts";
import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { RELEASE } from "./install-product.ts";

const system = `/api/v1/namespaces/${RELEASE}`;
const registration = `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${RELEASE}`;
const deployments = `/apis/apps/v1/namespaces/${RELEASE}/deployments`;

/** The webhook for pods, as the API server has it registered. */
interface Registered {
  readonly metadata: object;
  readonly webhooks: readonly { readonly name: string; readonly failurePolicy: string }[];
}

/** Sets what the API server does with a pod while the webhook does not answer. */
export async function setFailurePolicy(client: Client, failurePolicy: "Fail" | "Ignore"): Promise<void> {
  const { webhooks } = await client.get<Registered>(registration);
  const changed = webhooks.map((webhook) =>
    webhook.name.startsWith("inject.") ? { ...webhook, failurePolicy } : webhook,
  );
  await client.merge(registration, { webhooks: changed });
}

/** Has the pods of both Deployments replaced, and waits until the new ones are ready and the old ones gone. */
export async function rollOver(client: Client): Promise<void> {
  const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
  for (const component of ["webhook", "controller"]) {
    const template = { metadata: { annotations } };
    await client.merge(`${deployments}/${RELEASE}-${component}`, { spec: { template } });
  }
  for (const component of ["webhook", "controller"]) await untilRolledOut(client, component);
}

interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** Waits until all pods of a component are new and available, and those before them gone. */
export async function untilRolledOut(client: Client, component: string): Promise<void> {
  const attempt = async () => {
    const path = `${deployments}/${RELEASE}-${component}`;
    const { metadata, spec, status } = await client.get<Deployment>(path);
    const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
    const isDone =
      status.observedGeneration === metadata.generation && counts.every((count) => count === spec.replicas);
    if (!isDone) throw new Error(`${component} is ${JSON.stringify(status)}`);
    const pods = await client.list(`${system}/pods?labelSelector=app.kubernetes.io/component=${component}`);
    if (pods.length !== spec.replicas) throw new Error(`${component} has ${pods.length} pods`);
  };
  await untilSuccess(attempt, { timeoutMilliseconds: 110_000 });
}
