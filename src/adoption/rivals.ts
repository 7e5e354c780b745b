import { requestsFor } from "../cluster/live/question.ts";
import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import { readItems } from "../cluster/watch/watch-event.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { DYNAMO_NAMESPACE_LABEL, GLOBAL } from "../model-express/keys.ts";
import { findOwningModelExpress } from "../model-express/owning-model-express.ts";
import { readInstance } from "../model-express/read-instance.ts";
import { Refusal } from "./refusal.ts";

/** @throws {Refusal} if the Service belongs to a `ModelExpress`, whose controller marks it */
export function refuseOwned(service: JsonObject): void {
  const owner = findOwningModelExpress(service);
  if (owner === undefined) return;
  throw new Refusal(`it belongs to ModelExpress ${owner}, which makes it an instance already: change that instead`);
}

/** @throws {Refusal} if another Service of the namespace serves the same dynamo namespace */
export async function refuseRivals(
  reader: ObjectReader,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  scope: string,
): Promise<void> {
  const requests = requestsFor({ about: "instances", namespace, scope });
  const lists = await Promise.all(requests.map(({ path }) => reader.at(path)));
  const instances = lists.flatMap((list) => readItems(list ?? {})).flatMap((service) => readInstance(service) ?? []);
  const rival = instances.find((instance) => instance.scope === scope && instance.name !== name);
  if (rival === undefined) return;
  const served = scope === GLOBAL ? "every dynamo namespace" : `dynamo namespace ${scope}`;
  throw new Refusal(
    `Service ${rival.name} serves ${served} in namespace ${namespace} already; to release it: ` +
      `kubectl label service ${rival.name} -n ${namespace} ${DYNAMO_NAMESPACE_LABEL}-`,
  );
}
