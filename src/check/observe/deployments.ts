import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { orElse, type Readable } from "../../cluster/objects/readable.ts";
import type { Installation } from "../../installation/installation.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { lacksReplicas } from "../deployment-status.ts";
import type { Observed } from "../observed.ts";
import { readSelectedPods } from "./selected-trouble.ts";

/** Finds what keeps pods of the webhook and the controller from running. */
export async function readTroubles(
  reader: ObjectReader,
  { webhook, controller }: Installation,
): Promise<Observed["troubles"]> {
  const [ofWebhook, ofController] = await Promise.all(
    [webhook, controller].map((deployment) => readTrouble(reader, deployment)),
  );
  return { webhook: ofWebhook, controller: ofController };
}

async function readTrouble(
  reader: ObjectReader,
  readable: Readable<JsonObject | undefined>,
): Promise<string | undefined> {
  const deployment = orElse(readable, undefined);
  if (deployment === undefined || !lacksReplicas(deployment)) return undefined;
  const labels = objectAt(objectAt(objectAt(deployment, "spec"), "selector"), "matchLabels");
  const namespace = textAt(objectAt(deployment, "metadata"), "namespace") ?? "";
  return (await readSelectedPods(reader, namespace, labels)).trouble;
}
