import type { Rejection } from "../../certificates/served-certificate.ts";
import { orElse } from "../../cluster/objects/readable.ts";
import type { Installation } from "../../installation/installation.ts";
import type { Registration } from "../../installation/registration.ts";
import { objectAt, textAt } from "../../kubernetes/json.ts";
import { countReplicas } from "../deployment-status.ts";
import type { Finding } from "../finding.ts";
import type { Callee, Observed, Replica } from "../observed.ts";
import { listCaBundleFindings } from "./ca-bundles.ts";
import { formatEnd, isOld } from "./certificate-dates.ts";
import { hasExpired } from "./expired.ts";
import { describeRenewal } from "./renewal.ts";
import { restoreOf } from "./restore.ts";

/** Checks whether the API server calls the webhook, and trusts its certificate. */
export function listRegistrationFindings(observed: Observed): readonly Finding[] {
  const { installation } = observed;
  const { registrations } = installation;
  const subject = "MutatingWebhookConfiguration";
  if ("unreadable" in registrations)
    return [{ code: "RegistrationUnread", subject, message: registrations.unreadable }];
  const [registration, ...others] = registrations.value;
  if (registration === undefined) {
    const message = "there is none with the webhook inject.modelexpress.nvidia.com: install the injector";
    return [{ code: "NotRegistered", subject, message }];
  }
  const bundles = listCaBundleFindings(registration, observed);
  const isSaid = {
    expired: hasExpired(observed),
    "not signed": bundles.some(({ code }) => code === "CaBundleUnusable"),
  };
  return [
    registered(registration, installation),
    ...others.map((other) => registeredTwice(registration, other)),
    ...bundles,
    ...replicaFindings(registration, observed, isSaid),
  ];
}

function registered({ name, service, url, defect, failurePolicy }: Registration, installation: Installation): Finding {
  const target = service === undefined ? url : `Service ${service.namespace}/${service.name}`;
  const subject = `MutatingWebhookConfiguration ${name}`;
  if (defect !== undefined) {
    const message = `no new pod gets to the webhook, because ${defect}. To restore it: ${restoreOf(installation)}`;
    return { code: "NotRegistered", subject, message };
  }
  return { code: "Registered", subject, message: `the API server calls ${target}, failure policy ${failurePolicy}` };
}

function registeredTwice({ name }: Registration, other: Registration): Finding {
  const message = `${name} calls the webhook too: every pod is sent twice; uninstall one of the two`;
  return { code: "RegisteredTwice", subject: `MutatingWebhookConfiguration ${other.name}`, message };
}

/** @param isSaid whether another finding has the cause of a rejection */
function replicaFindings(
  { service }: Registration,
  observed: Observed,
  isSaid: Readonly<Record<Rejection, boolean>>,
): readonly Finding[] {
  const { callee, replicas } = observed;
  const subject = service === undefined ? "Webhook" : `Service ${service.namespace}/${service.name}`;
  const why = callee !== undefined && "value" in callee ? whyNone(observed, callee.value, service) : undefined;
  if (why !== undefined)
    return [{ code: "NoReplica", subject, message: `the API server's calls fail, because ${why}` }];
  if (replicas === undefined) {
    return [{ code: "ReplicasUnchecked", subject, message: "what its replicas serve was not looked at from here" }];
  }
  if ("unreadable" in replicas) return [{ code: "ReplicasUnchecked", subject, message: replicas.unreadable }];
  const others = replicas.value.filter(({ served }) => {
    const rejected = "rejected" in served ? served.rejected : undefined;
    return rejected === undefined || !isSaid[rejected];
  });
  return others.map((replica) => replicaFinding(replica, observed));
}

/** Why nothing answers behind the Service. Pods that are ready, but not behind it, have other labels than it selects. */
function whyNone(
  { installation }: Observed,
  { isThere, hasPort, endpoints }: Callee,
  service: Registration["service"],
): string | undefined {
  if (service === undefined || endpoints.ready.length > 0) return undefined;
  const deployment = orElse(installation.webhook, undefined);
  const restore = `To restore it: ${restoreOf(installation)}`;
  if (!isThere) return `it does not exist. ${restore}`;
  if (!hasPort) return `it has no port ${service.port}. ${restore}`;
  const ready = deployment === undefined ? 0 : countReplicas(deployment).available;
  // That no replica runs is said of the Deployment, with the cause.
  if (ready === 0) return deployment === undefined ? "no replica is ready" : undefined;
  const pods = ready === 1 ? "the ready pod" : `the ${ready} ready pods`;
  const command = `kubectl get service ${service.name} -n ${service.namespace} -o jsonpath={.spec.selector}`;
  return `it does not select ${pods} of the webhook: compare its selector (${command}) with their labels. ${restore}`;
}

/** A replica serves the Secret's previous certificate until the kubelet has written the new one to its volume. */
function describeDelay({ installation, storedCertificates }: Observed): string {
  const [renewed] = storedCertificates.filter(({ certificate }) => "value" in certificate && certificate.value);
  const deployment = orElse(installation.webhook, undefined);
  if (renewed === undefined || deployment === undefined) return "";
  const name = textAt(objectAt(deployment, "metadata"), "name");
  const restart = `kubectl rollout restart deployment ${name} -n ${installation.namespace}`;
  return `; Secret ${renewed.secret} has a valid certificate, which reaches the pod within two minutes, or after ${restart}`;
}

function replicaFinding({ pod, served }: Replica, observed: Observed): Finding {
  const { installation, now } = observed;
  const subject = `Pod ${pod}`;
  if ("problem" in served) {
    const remedy = "rejected" in served && served.rejected !== undefined ? describeDelay(observed) : "";
    return { code: "ReplicaUntrusted", subject, message: `the API server cannot call it: ${served.problem}${remedy}` };
  }
  if ("unreachable" in served) return { code: "ReplicasUnchecked", subject, message: served.unreachable };
  const { certificate } = served;
  const until = formatEnd([certificate]);
  if (isOld(certificate, now)) {
    const message = `its certificate, valid until ${until}, should have been renewed; ${describeRenewal(installation)}`;
    return { code: "CertificateOld", subject, message };
  }
  return {
    code: "ReplicaTrusted",
    subject,
    message: `serves a certificate that the caBundle verifies, valid until ${until}`,
  };
}
