import type { ObjectReference, ResourceType } from "../../cluster/objects/resource-type.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../injection/json.ts";

const API_VERSION = "admissionregistration.k8s.io/v1";

export const REGISTRATIONS: ResourceType = { apiVersion: API_VERSION, plural: "mutatingwebhookconfigurations" };

export function registrationReference(name: string): ObjectReference {
  return { type: REGISTRATIONS, name };
}

/** The caBundle of each webhook of a MutatingWebhookConfiguration, PEM; empty where there is none. */
export function caBundlesIn(registration: JsonObject | undefined): readonly string[] {
  return objectsAt(registration ?? {}, "webhooks").map((webhook) => {
    const bundle = textAt(objectAt(webhook, "clientConfig"), "caBundle") ?? "";
    return Buffer.from(bundle, "base64").toString("utf8");
  });
}

/**
 * What server-side apply needs to make the caBundles ours and nothing else. The uid makes it fail, and not create half a
 * registration, when that was deleted a moment ago.
 */
export function caBundlePatch(registration: JsonObject, bundle: string): JsonObject {
  const metadata = objectAt(registration, "metadata");
  const caBundle = Buffer.from(bundle).toString("base64");
  return {
    apiVersion: API_VERSION,
    kind: "MutatingWebhookConfiguration",
    metadata: { name: textAt(metadata, "name"), uid: textAt(metadata, "uid") },
    webhooks: objectsAt(registration, "webhooks").map((webhook) => ({
      name: textAt(webhook, "name"),
      clientConfig: { caBundle },
    })),
  };
}
