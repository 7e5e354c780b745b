import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Client } from "../bed/client.ts";
import { createCertificateAuthority } from "../bed/pki.ts";
import type { AdmittedPod } from "./injection-of.ts";

/** A JSON patch for a pod; empty when there is nothing to change. */
export type Mutation = (pod: AdmittedPod) => readonly object[];

/** Somebody else's mutating webhook. */
export interface OtherWebhook {
  /** How often it was called. */
  readonly calls: number;
  close(): Promise<void>;
}

interface OtherWebhookOptions {
  /** The API server calls webhooks in the order of their configurations' names. */
  readonly name: string;
  /** Only pods in namespaces with the label `<name>: enabled`. */
  readonly mutate: Mutation;
}

/** Starts a webhook that wants to be called again when others change what it has seen, and registers it. */
export async function startOtherWebhook(client: Client, { name, mutate }: OtherWebhookOptions): Promise<OtherWebhook> {
  let calls = 0;
  const authority = await createCertificateAuthority(name);
  const addresses = [{ type: "ip", value: "127.0.0.1" } as const];
  const { certificate, key } = await authority.issue({ usage: "server", addresses });

  const server = createServer({ cert: certificate, key }, async (request, response) => {
    calls++;
    const review = (await json(request)) as {
      readonly request: { readonly uid: string; readonly object: AdmittedPod };
    };
    const { uid, object } = review.request;
    const patch = Buffer.from(JSON.stringify(mutate(object))).toString("base64");
    response.setHeader("content-type", "application/json");
    const answer = { uid, allowed: true, patchType: "JSONPatch", patch };
    response.end(JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/mutate`;
  const clientConfig = { url, caBundle: Buffer.from(authority.certificate).toString("base64") };
  await client.create(configurations, configuration(name, clientConfig));
  return {
    get calls() {
      return calls;
    },
    close: async () => {
      await client.delete(`${configurations}/${name}`);
      server.close();
      server.closeAllConnections();
    },
  };
}

const configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

function configuration(name: string, clientConfig: object) {
  const webhook = {
    name: `${name}.example.com`,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    failurePolicy: "Fail",
    reinvocationPolicy: "IfNeeded",
    clientConfig,
    namespaceSelector: { matchLabels: { [name]: "enabled" } },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
  };
  const registration = { apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration" };
  return { ...registration, metadata: { name }, webhooks: [webhook] };
}
