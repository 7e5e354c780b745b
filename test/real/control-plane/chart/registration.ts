import type { Client } from "../bed/client.ts";
import { type Manifest, pathOf } from "../e2e/manifests.ts";

/** A MutatingWebhookConfiguration, as far as the tests look at it. */
export interface Registration extends Manifest {
  readonly webhooks: readonly {
    readonly name: string;
    readonly timeoutSeconds: number;
    readonly clientConfig: { readonly caBundle?: string };
    readonly namespaceSelector: { readonly matchExpressions: readonly { readonly values: readonly string[] }[] };
  }[];
}

const apiVersion = "admissionregistration.k8s.io/v1";
const kind = "MutatingWebhookConfiguration";

export function readRegistration(client: Client, name: string): Promise<Registration> {
  return client.get<Registration>(pathOf({ apiVersion, kind, metadata: { name } }));
}
