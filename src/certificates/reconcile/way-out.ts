import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { CertificateNames } from "./certificate-names.ts";

/** An API server's answer says what and why; what to do about it is ours to say. */
export function explained(error: unknown, names: CertificateNames): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const wayOut = wayOutOf(error, names);
  return wayOut === undefined ? error : new Error(`${error.message}; ${wayOut}`, { cause: error });
}

function wayOutOf({ status, message }: ApiFailure, { namespace, authoritySecret, servingSecret }: CertificateNames) {
  if (status === 422 && message.includes("immutable")) {
    const name = [authoritySecret.name, servingSecret.name].find((each) => message.includes(`"${each}"`)) ?? "NAME";
    return `delete it, and the controller recreates it: kubectl delete secret ${name} -n ${namespace}`;
  }
  if (status === 403)
    return "the controller's ServiceAccount needs the Role and the ClusterRole that the chart gives it";
  if (status === 404)
    return "the namespace is the one in --namespace, or in $POD_NAMESPACE: create it, or name another";
  return undefined;
}
