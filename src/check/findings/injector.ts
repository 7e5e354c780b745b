import { parseCertificate } from "../../certificates/certificate.ts";
import { checkValidity } from "../../certificates/validity.ts";
import type { Readable } from "../../cluster/objects/readable.ts";
import type { Installation } from "../../installation/installation.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { countReplicas } from "../deployment-status.ts";
import type { Finding } from "../finding.ts";
import type { Observed, StoredCertificate } from "../observed.ts";
import { formatEnd, isOld } from "./certificate-dates.ts";
import { describeRenewal } from "./renewal.ts";
import { scaleUp } from "./scale-up.ts";

/** Checks whether the injector's own parts run. */
export function listInjectorFindings(observed: Observed): readonly Finding[] {
  const { installation, troubles, storedCertificates, configurationProblem, now } = observed;
  const { namespace } = installation;
  return [
    ...listDeploymentFindings(
      installation.webhook,
      troubles.webhook,
      { code: "WebhookMissing", subject: `Webhook in namespace ${namespace}`, message: NO_WEBHOOK },
      ", so the API server's calls fail",
    ),
    ...listDeploymentFindings(installation.controller, troubles.controller, {
      code: "ControllerMissing",
      subject: `Controller in namespace ${namespace}`,
      message: NO_CONTROLLER,
    }),
    ...storedCertificates.map((stored) => certificateFinding(stored, installation, now)),
    ...listConfigurationFindings(observed, configurationProblem),
  ];
}

const NO_WEBHOOK = "there is no Deployment with the labels of the webhook";
const NO_CONTROLLER =
  "there is no Deployment with its labels: nothing renews certificates or reconciles ModelExpress objects";

/** @param effect of no available replica */
function listDeploymentFindings(
  deployment: Readable<JsonObject | undefined>,
  trouble: string | undefined,
  absent: Finding,
  effect = "",
): readonly Finding[] {
  if ("unreadable" in deployment) return [{ ...absent, code: "InjectorUnread", message: deployment.unreadable }];
  return [deployment.value === undefined ? absent : availability(deployment.value, trouble, effect)];
}

function availability(deployment: JsonObject, trouble: string | undefined, effect: string): Finding {
  const metadata = objectAt(deployment, "metadata");
  const subject = `Deployment ${textAt(metadata, "namespace")}/${textAt(metadata, "name")}`;
  const { wanted, available } = countReplicas(deployment);
  const count = `${available} of ${wanted} replicas are available`;
  const follows = available === 0 ? effect : "";
  if (wanted === 0)
    return { code: "Unavailable", subject, message: `it is scaled to 0${follows}: ${scaleUp(metadata)}` };
  if (available < wanted) {
    const cause = trouble === undefined ? explainStatus(objectAt(deployment, "status")) : `: ${trouble}`;
    return { code: "Unavailable", subject, message: `${count}${follows}${cause}` };
  }
  if (trouble === undefined) return { code: "Available", subject, message: count };
  return { code: "Unavailable", subject, message: `${count}, but its rollout does not finish: ${trouble}` };
}

/** The failing conditions, with Kubernetes' messages. */
function explainStatus(status: JsonObject): string {
  const troubles = objectsAt(status, "conditions").filter(
    (each) => (textAt(each, "type") === "ReplicaFailure") === (textAt(each, "status") === "True"),
  );
  const messages = troubles.map((each) => textAt(each, "message")).filter((each) => each !== undefined);
  return messages.length === 0 ? "" : `: ${messages.join("; ")}`;
}

const ABSENT =
  "it does not exist, and the webhook needs it to start: the controller (self-managed) or cert-manager creates it, so " +
  "look at its log; with certificates.mode provided, create it";

function certificateFinding(
  { secret, certificate }: StoredCertificate,
  installation: Installation,
  now: number,
): Finding {
  const subject = `Secret ${installation.namespace}/${secret}`;
  if ("unreadable" in certificate) return { code: "CertificateUnread", subject, message: certificate.unreadable };
  const { value } = certificate;
  if (value === undefined) return { code: "CertificateBroken", subject, message: ABSENT };
  const leaf = parseCertificate(value);
  const renewal = describeRenewal(installation, secret);
  const problem = leaf === undefined ? "its tls.crt is not a certificate" : checkValidity(leaf, now);
  if (leaf === undefined || problem !== undefined)
    return { code: "CertificateBroken", subject, message: `${problem}, so the API server's calls fail; ${renewal}` };
  if (!isOld(leaf, now)) return { code: "CertificateStored", subject, message: `valid until ${formatEnd([leaf])}` };
  const message = `valid until ${formatEnd([leaf])}, and should have been renewed; ${renewal}`;
  return { code: "CertificateOld", subject, message };
}

function listConfigurationFindings({ installation }: Observed, problem: string | undefined): readonly Finding[] {
  const { namespace, configuration } = installation;
  const subject = `Configuration in namespace ${namespace}`;
  if (problem !== undefined) return [{ code: "ConfigurationBroken", subject, message: problem }];
  if ("value" in configuration) return [];
  return [{ code: "InjectorUnread", subject, message: `${configuration.unreadable}; the defaults were taken` }];
}
