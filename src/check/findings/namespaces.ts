import { orElse } from "../../cluster/objects/readable.ts";
import type { Registration } from "../../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { selects } from "../../kubernetes/label-selector.ts";
import { INJECT_LABEL } from "../../model-express/keys.ts";
import type { Finding } from "../finding.ts";
import type { Observed } from "../observed.ts";

/** Which namespaces are opted in, and whether that has its effect. */
export function namespaceFindings({ namespaces, installation }: Observed): readonly Finding[] {
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
  return namespaces.value.flatMap((home) => namespaceFinding(home, registration));
}

function namespaceFinding(home: JsonObject, registration: Registration | undefined): readonly Finding[] {
  const metadata = objectAt(home, "metadata");
  const labels = objectAt(metadata, "labels");
  const subject = `Namespace ${textAt(metadata, "name")}`;
  const value = textAt(labels, INJECT_LABEL);
  if (value === "disabled") return [];
  if (value !== "enabled") {
    const message = `its label ${INJECT_LABEL} is "${value}", which does nothing: only "enabled" opts it in`;
    return [{ code: "LabelNotUnderstood", subject, message }];
  }
  if (registration === undefined || selects(registration.namespaceSelector, labels)) {
    return [{ code: "OptedIn", subject, message: "opted in" }];
  }
  const message = `opted in, but the namespaceSelector of MutatingWebhookConfiguration ${registration.name} leaves it out`;
  return [{ code: "NamespaceLeftOut", subject, message }];
}
