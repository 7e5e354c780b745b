import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";

/** The caBundle of a webhook of a MutatingWebhookConfiguration, PEM; empty where there is none. */
export function caBundleOf(webhook: JsonObject): string {
  return Buffer.from(textAt(objectAt(webhook, "clientConfig"), "caBundle") ?? "", "base64").toString("utf8");
}
