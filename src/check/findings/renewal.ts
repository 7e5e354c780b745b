import { orElse } from "../../cluster/objects/readable.ts";
import { readArguments } from "../../installation/container-arguments.ts";
import type { Installation } from "../../installation/installation.ts";
import { objectAt, textAt } from "../../kubernetes/json.ts";
import { countReplicas } from "../deployment-status.ts";
import { scaleUp } from "./scale-up.ts";

/**
 * What to do for a certificate to be renewed: a clause with the command.
 *
 * @param secret the Secret with the certificate
 */
export function describeRenewal(installation: Installation, secret = "NAME"): string {
  const { namespace } = installation;
  const replace = `kubectl create secret tls ${secret} -n ${namespace} --cert=tls.crt --key=tls.key --dry-run=client -o yaml | kubectl apply -f -`;
  const others = `if cert-manager makes it: kubectl describe certificates -n ${namespace}; if you do: ${replace}`;
  return describeController(installation, "renew") ?? others;
}

/** What to do for a caBundle to be right: a clause with the command. */
export function describeRepair(installation: Installation): string {
  return describeController(installation, "repair") ?? CA_OF_OTHERS;
}

const CA_OF_OTHERS =
  "if cert-manager fills it in: look at the log of its cainjector; if you do: set the chart's certificates.caBundle";

/** `undefined` if the controller does not keep certificates. */
function describeController({ namespace, controller }: Installation, verb: "renew" | "repair"): string | undefined {
  const deployment = orElse(controller, undefined);
  if (deployment === undefined || readArguments(deployment, "controller").get("certificates") === "none")
    return undefined;
  const metadata = objectAt(deployment, "metadata");
  const { wanted, available } = countReplicas(deployment);
  if (wanted === 0) return `the controller ${verb}s it as soon as it runs: ${scaleUp(metadata)}`;
  const pods = `kubectl describe pods -n ${namespace} -l app.kubernetes.io/component=controller`;
  if (available === 0) return `the controller ${verb}s it as soon as it runs, and no replica does: ${pods}`;
  const log = `kubectl logs deployment/${textAt(metadata, "name")} -n ${namespace}`;
  return `the controller's log says why it does not ${verb} it: ${log}`;
}
