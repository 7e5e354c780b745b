import type { Client } from "../bed/client.ts";
import { injectionOf } from "./injection-of.ts";
import { applyManifest, type Manifest, manifestOf, type WebhookRegistration } from "./manifests.ts";
import { eventually } from "./source.ts";
import { createTenant } from "./tenant.ts";
import { worker } from "./worker.ts";

/** Where the API server finds a webhook. */
export interface WebhookAddress {
  /** Of what answers about pods. */
  readonly url: string;
  readonly caBundle: string;
}

/** Registers the webhook with the selectors and conditions of `manifests/base`, and waits until it is called. */
export async function registerWebhook(client: Client, address: WebhookAddress): Promise<void> {
  const manifest = manifestOf<WebhookRegistration>("MutatingWebhookConfiguration");
  const webhooks = manifest.webhooks.map((webhook) => {
    const url = new URL(webhook.clientConfig.service.path, address.url).href;
    return { ...webhook, clientConfig: { ...address, url } };
  });
  await applyManifest(client, { ...manifest, webhooks } as Manifest);
  await untilCalled(client);
}

/** Waits until a pod is injected: its address is its own, so this depends on nothing that the webhook looks up. */
export async function untilCalled(client: Client): Promise<void> {
  const tenant = await createTenant(client);
  const annotations = { "modelexpress.nvidia.com/url": "http://model-express.example:8001" };
  await eventually(async () => {
    const pod = await tenant.create(worker({ annotations }), "?dryRun=All");
    if (injectionOf(pod) === undefined) {
      throw new Error("the webhook is not called");
    }
  });
}
