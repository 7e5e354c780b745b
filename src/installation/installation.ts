import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import { attempt, orElse, type Readable } from "../cluster/objects/readable.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { CONFIG_MAPS, collectionPath, DEPLOYMENTS, REGISTRATIONS } from "../kubernetes/resource-type.ts";
import { type Registration, registrationsIn } from "./registration.ts";

/** The installed injector, as far as it can be read. */
export interface Installation {
  /** The webhook's namespace. */
  readonly namespace: string;
  readonly registrations: Readable<readonly Registration[]>;
  readonly webhook: Readable<JsonObject | undefined>;
  readonly controller: Readable<JsonObject | undefined>;
  /** The text of the webhook's `InjectorConfiguration`; `undefined` if it has none. */
  readonly configuration: Readable<string | undefined>;
}

/** The assumed namespace if there is no registration. */
const DEFAULT_NAMESPACE = "model-express-injector";

const CONFIG_KEY = "config.yaml";

/** Finds the injector by its registration, and its parts by their labels. */
export async function findInstallation(reader: ObjectReader): Promise<Installation> {
  const registrations = await attempt(async () =>
    registrationsIn(await reader.list({ name: "registrations", path: collectionPath(REGISTRATIONS) })),
  );
  const [registration] = orElse(registrations, []);
  const namespace = registration?.service?.namespace ?? DEFAULT_NAMESPACE;
  const [webhook, controller] = await Promise.all([
    attempt(() => deployment(reader, namespace, "webhook")),
    attempt(() => deployment(reader, namespace, "controller")),
  ]);
  const configuration = await readConfiguration(reader, namespace, webhook);
  return { namespace, registrations, webhook, controller, configuration };
}

async function deployment(
  reader: ObjectReader,
  namespace: string,
  component: "webhook" | "controller",
): Promise<JsonObject | undefined> {
  const labelSelector = `app.kubernetes.io/name=model-express-injector,app.kubernetes.io/component=${component}`;
  const path = collectionPath(DEPLOYMENTS, namespace);
  const [first] = await reader.list({ name: "deployments", path, labelSelector });
  return first;
}

async function readConfiguration(
  reader: ObjectReader,
  namespace: string,
  webhook: Readable<JsonObject | undefined>,
): Promise<Readable<string | undefined>> {
  if ("unreadable" in webhook) return webhook;
  const [name] = volumeSources(webhook.value, "configMap", "name");
  if (name === undefined) return { value: undefined };
  return attempt(async () => {
    const configMap = await reader.get({ type: CONFIG_MAPS, namespace, name });
    return textAt(objectAt(configMap ?? {}, "data"), CONFIG_KEY);
  });
}

/** The Helm release that a Deployment belongs to, if any. */
export function readRelease(deployment: JsonObject): string | undefined {
  const annotations = objectAt(objectAt(deployment, "metadata"), "annotations");
  return textAt(annotations, "meta.helm.sh/release-name");
}

/** The names of the Secrets or ConfigMaps that a Deployment's pods mount. */
export function volumeSources(
  deployment: JsonObject | undefined,
  source: "configMap" | "secret",
  key: string,
): readonly string[] {
  const spec = objectAt(objectAt(objectAt(deployment ?? {}, "spec"), "template"), "spec");
  return objectsAt(spec, "volumes").flatMap((volume) => textAt(objectAt(volume, source), key) ?? []);
}
