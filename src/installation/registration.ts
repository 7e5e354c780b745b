import { caBundleOf } from "../cluster/objects/ca-bundle.ts";
import type { Readable } from "../cluster/objects/readable.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { selects } from "../kubernetes/label-selector.ts";

/** What the webhook is called in its MutatingWebhookConfiguration, however that is named. */
const WEBHOOK = "inject.modelexpress.nvidia.com";

/** The entry of a MutatingWebhookConfiguration by which the API server calls the webhook for pods. */
export interface Registration {
  readonly name: string;
  /** RFC 3339 in UTC. */
  readonly createdAt: string;
  /** `undefined` when it is called by a URL. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | undefined;
  readonly url: string | undefined;
  /** PEM; empty where there is none. */
  readonly caBundle: string;
  /** Other webhooks of the configuration, such as that for graphs, whose caBundle is another one. */
  readonly strays: readonly string[];
  readonly failurePolicy: string;
  readonly namespaceSelector: JsonObject;
  readonly objectSelector: JsonObject;
}

/** The registrations among the cluster's MutatingWebhookConfigurations: one, unless something is wrong. */
export function registrationsIn(configurations: readonly JsonObject[]): readonly Registration[] {
  return configurations.flatMap((configuration) =>
    objectsAt(configuration, "webhooks")
      .filter((webhook) => textAt(webhook, "name") === WEBHOOK)
      .map((webhook) => registrationOf(configuration, webhook)),
  );
}

/** The one by which pods are intercepted; `undefined`: there is none. */
export function firstOf(registrations: Readable<readonly Registration[]>): Registration | undefined | "unknown" {
  return "value" in registrations ? registrations.value[0] : "unknown";
}

function registrationOf(configuration: JsonObject, webhook: JsonObject): Registration {
  const metadata = objectAt(configuration, "metadata");
  const client = objectAt(webhook, "clientConfig");
  const isStray = (other: JsonObject): boolean => caBundleOf(other) !== caBundleOf(webhook);
  return {
    name: textAt(metadata, "name") ?? "",
    createdAt: textAt(metadata, "creationTimestamp") ?? "",
    service: serviceOf(objectAt(client, "service")),
    url: textAt(client, "url"),
    caBundle: caBundleOf(webhook),
    strays: objectsAt(configuration, "webhooks")
      .filter(isStray)
      .map((other) => textAt(other, "name") ?? ""),
    failurePolicy: textAt(webhook, "failurePolicy") ?? "Fail",
    namespaceSelector: objectAt(webhook, "namespaceSelector"),
    objectSelector: objectAt(webhook, "objectSelector"),
  };
}

function serviceOf(service: JsonObject): Registration["service"] {
  const [namespace, name] = [textAt(service, "namespace"), textAt(service, "name")];
  const port = member(service, "port");
  if (namespace === undefined || name === undefined) return undefined;
  return { namespace, name, port: typeof port === "number" ? port : 443 };
}

/** Why the API server does not call the webhook for a pod with such labels; `undefined` if the selectors let it. */
export function obstacleTo(
  registration: Registration,
  { namespaceLabels, podLabels }: { readonly namespaceLabels: JsonObject; readonly podLabels: JsonObject },
): string | undefined {
  const { name, namespaceSelector, objectSelector } = registration;
  if (!selects(namespaceSelector, namespaceLabels)) {
    return `the namespaceSelector of MutatingWebhookConfiguration ${name} leaves the namespace out`;
  }
  if (selects(objectSelector, podLabels)) return undefined;
  return `the objectSelector of MutatingWebhookConfiguration ${name} leaves the pod out`;
}
