import { setTimeout as sleep } from "node:timers/promises";
import type { StoredPod } from "./pods.ts";
import type { Tenant } from "./tenant.ts";
import { workerPod } from "./worker-pod.ts";

const STATUS = "modelexpress.nvidia.com/status";

/** What became of pods that were created one after another. */
export interface Creations {
  readonly admitted: readonly StoredPod[];
  /** The API server's words for those that it refused. */
  readonly refused: readonly string[];
}

/**
 * Creates pods, as dry runs that call the webhook for real, until the work is done and at least ten are.
 *
 * @param work what happens meanwhile
 */
export async function createWhile(tenant: Tenant, work: () => Promise<unknown>): Promise<Creations> {
  const [admitted, refused]: [StoredPod[], string[]] = [[], []];
  let isDone = false;
  const working = work().finally(() => {
    isDone = true;
  });
  while (!isDone || admitted.length + refused.length < 10) {
    await tryToCreate(tenant).then(
      (pod) => admitted.push(pod),
      (error) => refused.push(String(error)),
    );
    await sleep(50);
  }
  await working;
  return { admitted, refused };
}

export function isInjected({ metadata }: StoredPod): boolean {
  return metadata.annotations?.[STATUS] !== undefined;
}

/** The configuration that decided about a new pod, by its hash. */
export async function configurationOf(tenant: Tenant): Promise<string> {
  const { metadata } = await tryToCreate(tenant);
  const status = JSON.parse(metadata.annotations?.[STATUS] ?? "{}") as { readonly config?: string };
  if (status.config === undefined) throw new Error("the pod was not injected");
  return status.config;
}

function tryToCreate({ client, path, dynamoNamespace }: Tenant): Promise<StoredPod> {
  return client.create<StoredPod>(`${path("pods")}?dryRun=All`, workerPod({ name: "steady", dynamoNamespace }));
}
