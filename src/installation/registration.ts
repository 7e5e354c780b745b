import { readCaBundle } from "../cluster/objects/ca-bundle.ts";
import type { Readable } from "../cluster/objects/readable.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt, textsAt } from "../kubernetes/json.ts";
import { selects } from "../kubernetes/label-selector.ts";

/** The webhook's fixed name inside its MutatingWebhookConfiguration. */
export const WEBHOOK = "inject.modelexpress.nvidia.com";

/** Where the webhook answers for pods. */
const PATH = "/mutate";

/** The entry of a MutatingWebhookConfiguration that makes the API server call the webhook for pods. */
export interface Registration {
  readonly name: string;
  /** RFC 3339 in UTC. */
  readonly createdAt: string;
  /** `undefined` if the webhook is called by URL. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | undefined;
  readonly url: string | undefined;
  /** PEM; empty if unset. */
  readonly caBundle: string;
  /** Other webhooks of the configuration, such as the one for graphs, with a different caBundle. */
  readonly strays: readonly { readonly name: string; readonly caBundle: string }[];
  /** Why the API server sends it no new pod, or sends it where it does not answer; `undefined` if nothing does. */
  readonly defect: string | undefined;
  readonly failurePolicy: string;
  readonly namespaceSelector: JsonObject;
  readonly objectSelector: JsonObject;
}

/** Finds the registrations among the cluster's MutatingWebhookConfigurations. More than one is a misconfiguration. */
export function registrationsIn(configurations: readonly JsonObject[]): readonly Registration[] {
  return configurations.flatMap((configuration) =>
    objectsAt(configuration, "webhooks")
      .filter((webhook) => textAt(webhook, "name") === WEBHOOK)
      .map((webhook) => toRegistration(configuration, webhook)),
  );
}

/** The registration in effect; `undefined` if there is none. */
export function takeFirst(registrations: Readable<readonly Registration[]>): Registration | undefined | "unknown" {
  return "value" in registrations ? registrations.value[0] : "unknown";
}

function toRegistration(configuration: JsonObject, webhook: JsonObject): Registration {
  const metadata = objectAt(configuration, "metadata");
  const client = objectAt(webhook, "clientConfig");
  const isStray = (other: JsonObject): boolean => readCaBundle(other) !== readCaBundle(webhook);
  return {
    name: textAt(metadata, "name") ?? "",
    createdAt: textAt(metadata, "creationTimestamp") ?? "",
    service: readService(objectAt(client, "service")),
    url: textAt(client, "url"),
    caBundle: readCaBundle(webhook),
    strays: objectsAt(configuration, "webhooks")
      .filter(isStray)
      .map((other) => ({ name: textAt(other, "name") ?? "", caBundle: readCaBundle(other) })),
    defect: findDefect(webhook, client),
    failurePolicy: textAt(webhook, "failurePolicy") ?? "Fail",
    namespaceSelector: objectAt(webhook, "namespaceSelector"),
    objectSelector: objectAt(webhook, "objectSelector"),
  };
}

/** What someone changed by hand. `matchConditions` are programs, and stay unread. */
function findDefect(webhook: JsonObject, client: JsonObject): string | undefined {
  if (!objectsAt(webhook, "rules").some(isForNewPods)) return "its rules do not name the creation of pods";
  const path = textAt(objectAt(client, "service"), "path") ?? "/";
  return textAt(client, "url") !== undefined || path === PATH ? undefined : `its path is ${path}, not ${PATH}`;
}

function isForNewPods(rule: JsonObject): boolean {
  const names = (key: string, value: string): boolean => [value, "*"].some((each) => textsAt(rule, key).includes(each));
  const isForPods = names("resources", "pods") || textsAt(rule, "resources").includes("*/*");
  return isForPods && names("operations", "CREATE") && names("apiGroups", "") && names("apiVersions", "v1");
}

function readService(service: JsonObject): Registration["service"] {
  const [namespace, name] = [textAt(service, "namespace"), textAt(service, "name")];
  const port = member(service, "port");
  if (namespace === undefined || name === undefined) return undefined;
  return { namespace, name, port: typeof port === "number" ? port : 443 };
}

/** Why the API server does not call the webhook for a pod with these labels; `undefined` if the selectors match. */
export function obstacleTo(
  registration: Registration,
  { namespaceLabels, podLabels }: { readonly namespaceLabels: JsonObject; readonly podLabels: JsonObject },
): string | undefined {
  const { name, defect, namespaceSelector, objectSelector } = registration;
  if (defect !== undefined)
    return `the webhook ${WEBHOOK} of MutatingWebhookConfiguration ${name} is changed: ${defect}`;
  if (!selects(namespaceSelector, namespaceLabels)) {
    return `the namespaceSelector of MutatingWebhookConfiguration ${name} does not match the namespace`;
  }
  if (selects(objectSelector, podLabels)) return undefined;
  return `the objectSelector of MutatingWebhookConfiguration ${name} does not match the pod`;
}
