import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { KubernetesObject } from "./client.ts";
import { createCertificateAuthority } from "./pki.ts";

/** The part of an admission request that tests look at. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly namespace: string;
  readonly object: KubernetesObject;
}

/** What the stub answers to every request. */
export interface Answer {
  readonly patch: readonly object[];
  readonly warnings: readonly string[];
}

/** A mutating webhook that answers always the same. */
export interface WebhookStub {
  readonly url: string;
  /** Base64, as `clientConfig.caBundle` wants it. */
  readonly caBundle: string;
  readonly requests: readonly AdmissionRequest[];
  /** The bodies of the requests, as they were received. */
  readonly bodies: readonly string[];
  close(): void;
}

/** Starts a webhook on a free port of 127.0.0.1. */
export async function startWebhook({ patch, warnings }: Answer): Promise<WebhookStub> {
  const authority = await createCertificateAuthority("webhook-stub");
  const addresses = [{ type: "ip", value: "127.0.0.1" } as const];
  const { certificate, key } = await authority.issue({ usage: "server", addresses });
  const requests: AdmissionRequest[] = [];
  const bodies: string[] = [];

  const server = createServer({ cert: certificate, key }, async (request, response) => {
    const body = await text(request);
    const review = JSON.parse(body) as { readonly request: AdmissionRequest };
    bodies.push(body);
    requests.push(review.request);
    const encodedPatch = Buffer.from(JSON.stringify(patch)).toString("base64");
    const { uid } = review.request;
    const answer = { uid, allowed: true, patchType: "JSONPatch", patch: encodedPatch, warnings };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const { port } = server.address() as AddressInfo;
  const caBundle = Buffer.from(authority.certificate).toString("base64");
  return { url: `https://127.0.0.1:${port}/mutate`, caBundle, requests, bodies, close: () => server.close() };
}
