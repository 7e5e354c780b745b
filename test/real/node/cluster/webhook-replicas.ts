import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { RELEASE } from "./install-product.ts";
import type { Tenant } from "./tenant.ts";

interface Listed {
  readonly metadata: { readonly name: string };
}

interface Answer {
  readonly response: { readonly patch?: string };
}

const system = `/api/v1/namespaces/${RELEASE}`;
const WEBHOOKS = `${system}/pods?labelSelector=app.kubernetes.io/component=webhook`;
const LIMIT = { timeoutMilliseconds: 100_000 };

/**
 * Waits until the patch of every replica of the webhook contains a text. Each replica watches the cluster on its own, so that
 * what one of them does says nothing about the next: a created pod is sent to any of them.
 *
 * @param pod what the replicas are asked about, through the API server's proxy
 */
export async function untilEveryReplicaAdds(tenant: Tenant, pod: object, text: string): Promise<void> {
  await untilSuccess(async () => {
    const replicas = await tenant.client.list<Listed>(WEBHOOKS);
    const patches = await Promise.all(replicas.map(({ metadata }) => askForPatch(tenant, metadata.name, pod)));
    if (patches.length > 0 && patches.every((patch) => patch.includes(text))) return;
    throw new Error(`not every replica adds ${text}: ${JSON.stringify(patches)}`);
  }, LIMIT);
}

async function askForPatch({ client, namespace }: Tenant, replica: string, object: object): Promise<string> {
  const kind = { group: "", version: "v1", kind: "Pod" };
  const request = { uid: replica, kind, namespace, operation: "CREATE", object };
  const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
  const { response } = await client.create<Answer>(`${system}/pods/https:${replica}:8443/proxy/mutate`, review);
  return Buffer.from(response.patch ?? "", "base64").toString("utf8");
}
