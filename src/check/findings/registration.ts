import type { X509Certificate } from "node:crypto";
import { parseBundle } from "../../certificates/certificate.ts";
import { checkValidity } from "../../certificates/validity.ts";
import type { Registration } from "../../installation/registration.ts";
import type { Finding } from "../finding.ts";
import type { Observed, Replica } from "../observed.ts";

/** Whether the API server calls the webhook, and trusts what answers. */
export function registrationFindings({ installation, replicas, now }: Observed): readonly Finding[] {
  const { registrations } = installation;
  const subject = "MutatingWebhookConfiguration";
  if ("unreadable" in registrations)
    return [{ code: "RegistrationUnread", subject, message: registrations.unreadable }];
  const [registration, ...others] = registrations.value;
  if (registration === undefined) {
    const message = "there is none with the webhook inject.modelexpress.nvidia.com: install the injector";
    return [{ code: "NotRegistered", subject, message }];
  }
  return [
    registered(registration),
    ...others.map((other) => registeredTwice(registration, other)),
    caBundle(registration, now),
    ...registration.strays.map((webhook) => stray(registration, webhook)),
    ...replicaFindings(registration, replicas, now),
  ];
}

function registered({ name, service, url, failurePolicy }: Registration): Finding {
  const target = service === undefined ? url : `Service ${service.namespace}/${service.name}`;
  const subject = `MutatingWebhookConfiguration ${name}`;
  return { code: "Registered", subject, message: `the API server calls ${target}, failure policy ${failurePolicy}` };
}

function registeredTwice({ name }: Registration, other: Registration): Finding {
  const message = `${name} calls the webhook too: every pod is sent twice; uninstall one of the two`;
  return { code: "RegisteredTwice", subject: `MutatingWebhookConfiguration ${other.name}`, message };
}

function caBundle({ name, caBundle: bundle, failurePolicy }: Registration, now: number): Finding {
  const subject = `MutatingWebhookConfiguration ${name}, caBundle`;
  const certificates = parseBundle(bundle);
  const usable = certificates.filter((each) => checkValidity(each, now) === undefined);
  const [first] = usable;
  if (first !== undefined) {
    return { code: "CaBundleTrusted", subject, message: `${usable.length} CA, valid until ${untilOf(usable)}` };
  }
  const [broken] = certificates;
  const what = broken === undefined ? "it has no certificate" : checkValidity(broken, now);
  const effect = failurePolicy === "Ignore" ? "pods start without Model Express" : "pods are refused";
  return {
    code: "CaBundleUnusable",
    subject,
    message: `${what}: no call can succeed, and ${effect}; look at the controller's log`,
  };
}

/** One certificate answers for all of them, so one bundle has to be in all of them. */
function stray({ name }: Registration, webhook: string): Finding {
  const subject = `MutatingWebhookConfiguration ${name}, ${webhook}`;
  return {
    code: "CaBundleUnusable",
    subject,
    message: "its caBundle is not that of the webhook for pods: it was overwritten",
  };
}

function replicaFindings({ service }: Registration, replicas: Observed["replicas"], now: number): readonly Finding[] {
  const subject = service === undefined ? "Webhook" : `Service ${service.namespace}/${service.name}`;
  if (replicas === undefined) {
    return [{ code: "ReplicasUnchecked", subject, message: "what its replicas serve was not looked at from here" }];
  }
  if ("unreadable" in replicas) return [{ code: "ReplicasUnchecked", subject, message: replicas.unreadable }];
  if (replicas.value.length > 0) return replicas.value.map((replica) => replicaFinding(replica, now));
  return [{ code: "NoReplica", subject, message: "no replica is ready: the API server's calls fail" }];
}

function replicaFinding({ pod, served }: Replica, now: number): Finding {
  const subject = `Pod ${pod}`;
  if ("problem" in served) {
    return { code: "ReplicaUntrusted", subject, message: `the API server cannot call it: ${served.problem}` };
  }
  if ("unreachable" in served) return { code: "ReplicasUnchecked", subject, message: served.unreachable };
  const { certificate } = served;
  const until = untilOf([certificate]);
  if (isOld(certificate, now)) {
    const message = `its certificate, valid until ${until}, should have been renewed: look at the controller's log`;
    return { code: "CertificateOld", subject, message };
  }
  return {
    code: "ReplicaTrusted",
    subject,
    message: `serves a certificate that the caBundle verifies, valid until ${until}`,
  };
}

/** Certificates are renewed after two thirds of their validity; what has a sixth left was forgotten. */
export function isOld({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  const [from, until] = [validFromDate.getTime(), validToDate.getTime()];
  return until - now < (until - from) / 6;
}

export function untilOf(certificates: readonly X509Certificate[]): string {
  const last = Math.max(...certificates.map(({ validToDate }) => validToDate.getTime()));
  return new Date(last).toISOString().slice(0, 10);
}
