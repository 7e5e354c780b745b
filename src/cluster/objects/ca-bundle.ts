import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";

/** Decodes the caBundle of a webhook of a MutatingWebhookConfiguration to PEM; empty string if unset. */
export function readCaBundle(webhook: JsonObject): string {
  return Buffer.from(textAt(objectAt(webhook, "clientConfig"), "caBundle") ?? "", "base64").toString("utf8");
}
