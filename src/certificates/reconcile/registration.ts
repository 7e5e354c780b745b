import { readCaBundle } from "../../cluster/objects/ca-bundle.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { type ObjectReference, REGISTRATIONS } from "../../kubernetes/resource-type.ts";

export function registrationReference(name: string): ObjectReference {
  return { type: REGISTRATIONS, name };
}

/** The caBundle of each webhook of a MutatingWebhookConfiguration, PEM; empty string if unset. */
export function readCaBundles(registration: JsonObject | undefined): readonly string[] {
  return objectsAt(registration ?? {}, "webhooks").map(readCaBundle);
}

/** The field managers that own a caBundle. */
export function listCaBundleWriters(registration: JsonObject | undefined): readonly string[] {
  const entries = objectsAt(objectAt(registration ?? {}, "metadata"), "managedFields");
  return entries.flatMap((entry) => {
    const owns = JSON.stringify(objectAt(entry, "fieldsV1")).includes('"f:caBundle"');
    return owns ? [textAt(entry, "manager") ?? "unknown"] : [];
  });
}

/**
 * The body of a server-side apply that sets only the caBundles. Carries uid and resourceVersion of the registration that
 * was read, so that it cannot remove a CA that was just added, or recreate an incomplete registration after a
 * deletion.
 */
export function buildCaBundlePatch(registration: JsonObject, bundle: string): JsonObject {
  const metadata = objectAt(registration, "metadata");
  const caBundle = Buffer.from(bundle).toString("base64");
  return {
    apiVersion: REGISTRATIONS.apiVersion,
    kind: "MutatingWebhookConfiguration",
    metadata: {
      name: textAt(metadata, "name"),
      uid: textAt(metadata, "uid"),
      resourceVersion: textAt(metadata, "resourceVersion"),
    },
    webhooks: objectsAt(registration, "webhooks").map((webhook) => ({
      name: textAt(webhook, "name"),
      clientConfig: { caBundle },
    })),
  };
}
