import { SERVICE_WATCHES } from "../../cluster/live/watched-resources.ts";
import { objectKey } from "../../cluster/objects/object-cache.ts";
import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt } from "../../cluster/objects/readable.ts";
import { compareTexts } from "../../kubernetes/compare-texts.ts";
import { type JsonObject, objectAt } from "../../kubernetes/json.ts";
import { CLAIMS, collectionPath, SERVICES } from "../../kubernetes/resource-type.ts";
import { byAge, type Instance } from "../../model-express/instance.ts";
import { readInstance } from "../../model-express/read-instance.ts";
import { listUnknownKeys } from "../../model-express/service-keys.ts";
import type { Dialer } from "../../reach/dialer.ts";
import { readEndpoints } from "../../reach/endpoints.ts";
import { askHealth } from "../../reach/instance-health.ts";
import type { ObservedInstance } from "../observed.ts";
import { readSelectedPods } from "./selected-trouble.ts";

const HEALTH_MS = 5000;

/** Lists the Services that are marked as instances, without duplicates. */
export async function listInstanceServices(
  reader: ObjectReader,
  namespace: string | undefined,
): Promise<readonly JsonObject[]> {
  const path = collectionPath(SERVICES, namespace);
  const lists = await Promise.all(SERVICE_WATCHES.map((watch) => reader.list({ ...watch, path })));
  const byKey = new Map(lists.flat().map((service) => [objectKey(service), service]));
  return [...byKey.values()].filter((service) => readInstance(service) !== undefined);
}

export interface InstanceSurroundings {
  readonly reader: ObjectReader;
  readonly dialer: Dialer | undefined;
  readonly clusterDomain: string;
}

/** Reads the claim, endpoints and health behind an instance's Service. */
export async function observeInstance(
  service: JsonObject,
  { reader, dialer, clusterDomain }: InstanceSurroundings,
): Promise<ObservedInstance | undefined> {
  const instance = readInstance(service);
  if (instance === undefined) return undefined;
  const [claim, endpoints] = await Promise.all([
    readClaim(reader, instance),
    attempt(() => readEndpoints(reader, service, instance.port)),
  ]);
  const isAsked = dialer !== undefined && "value" in endpoints && endpoints.value.ready.length > 0;
  const question = { instance, clusterDomain, milliseconds: HEALTH_MS };
  const health = isAsked ? await askHealth({ ...question, endpoints: endpoints.value }, dialer) : undefined;
  const isDown = "value" in endpoints && endpoints.value.ready.length === 0;
  const selector = objectAt(objectAt(service, "spec"), "selector");
  const pods = isDown ? await readSelectedPods(reader, instance.namespace, selector) : {};
  return { instance, claim, endpoints, health, unknownKeys: listUnknownKeys(service), ...pods };
}

async function readClaim(reader: ObjectReader, { namespace, claim }: Instance): Promise<ObservedInstance["claim"]> {
  return claim === undefined ? undefined : attempt(() => reader.get({ type: CLAIMS, namespace, name: claim }));
}

/** The order of the report: by namespace, by dynamo namespace, then by the injection's preference. */
export function inOrder({ instance: a }: ObservedInstance, { instance: b }: ObservedInstance): number {
  return compareTexts(a.namespace, b.namespace) || compareTexts(a.scope, b.scope) || byAge(a, b);
}
