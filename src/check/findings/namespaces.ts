import { orElse } from "../../cluster/objects/readable.ts";
import type { Installation } from "../../installation/installation.ts";
import type { Registration } from "../../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { selects } from "../../kubernetes/label-selector.ts";
import { INJECT_LABEL, KEY_PREFIX } from "../../model-express/keys.ts";
import { findNearNames } from "../../near-names.ts";
import type { Finding } from "../finding.ts";
import type { Observed, OutsidePods } from "../observed.ts";
import { namesIn } from "./pods.ts";
import { restoreOf } from "./restore.ts";

/** Checks which namespaces are opted in, and whether that has an effect. */
export function listNamespaceFindings(observed: Observed): readonly Finding[] {
  return [...optInFindings(observed), ...outsideFindings(observed)];
}

/** Finds pods of Dynamo in namespaces that are not opted in, intentionally or not. */
function outsideFindings({ outside }: Observed): readonly Finding[] {
  if ("unreadable" in outside) {
    return [{ code: "OutsideUnread", subject: "Pods of other namespaces", message: outside.unreadable }];
  }
  return outside.value.map((pods) => {
    const { namespace, similar } = pods;
    const [other] = similar;
    const hint = other === undefined ? "" : ` (its label ${other} does nothing)`;
    const message = `${whoGetsNothing(pods)} nothing, because it is not opted in${hint}: kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled --overwrite`;
    const code = similar.some(isMisspelt) ? "LabelNotUnderstood" : "NotOptedIn";
    return { code, subject: `Namespace ${namespace}`, message, namespace };
  });
}

/** Someone wanted to opt in, as with a misspelt value. */
function isMisspelt(label: string): boolean {
  const [name, inject] = [label, INJECT_LABEL].map((key) => key.slice(KEY_PREFIX.length));
  return findNearNames(name ?? "", [inject ?? ""]).length > 0;
}

function whoGetsNothing({ names, injected }: OutsidePods): string {
  const get = names.length === 1 ? "gets" : "get";
  const has = injected.length === 1 ? "has its" : "have their";
  return names.length > 0
    ? `${namesIn(names)} of Dynamo ${get}`
    : `${namesIn(injected)} of Dynamo ${has} Model Express, but new ones get`;
}

function optInFindings({ namespaces, installation }: Observed): readonly Finding[] {
  if ("unreadable" in namespaces) {
    return [
      {
        code: "NamespacesUnread",
        subject: "Namespaces",
        message: `${namespaces.unreadable}; their pods were not looked at`,
      },
    ];
  }
  if (namespaces.value.length === 0) {
    const message = `none is opted in: kubectl label namespace NAME ${INJECT_LABEL}=enabled`;
    return [{ code: "NoneOptedIn", subject: "Namespaces", message }];
  }
  const [registration] = orElse(installation.registrations, []);
  return namespaces.value.flatMap((home) => namespaceFinding(home, registration, installation));
}

function namespaceFinding(
  home: JsonObject,
  registration: Registration | undefined,
  installation: Installation,
): readonly Finding[] {
  const metadata = objectAt(home, "metadata");
  const labels = objectAt(metadata, "labels");
  const namespace = textAt(metadata, "name") ?? "";
  const subject = `Namespace ${namespace}`;
  const value = textAt(labels, INJECT_LABEL);
  if (value === "disabled") return [];
  if (value !== "enabled") {
    const command = `kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled --overwrite`;
    const message = `its label ${INJECT_LABEL} is "${value}", which does nothing; to opt it in: ${command}`;
    return [{ code: "LabelNotUnderstood", subject, message, namespace }];
  }
  if (registration === undefined || selects(registration.namespaceSelector, labels)) {
    return [{ code: "OptedIn", subject, message: "opted in", namespace }];
  }
  const restore = `if that is not intended (webhook.excludedNamespaces), restore it: ${restoreOf(installation)}`;
  const message = `opted in, but the namespaceSelector of MutatingWebhookConfiguration ${registration.name} leaves it out; ${restore}`;
  return [{ code: "NamespaceLeftOut", subject, message, namespace }];
}
