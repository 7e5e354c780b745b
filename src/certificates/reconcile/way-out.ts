import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { CertificateNames } from "./certificate-names.ts";

/** Adds the fix to an error of the API server, which states only the cause. */
export function addFix(error: unknown, names: CertificateNames): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const wayOut = findFix(error, names);
  return wayOut === undefined ? error : new Error(`${error.message}; ${wayOut}`, { cause: error });
}

function findFix({ status, message }: ApiFailure, { namespace, authoritySecret, servingSecret }: CertificateNames) {
  if (status === 422 && message.includes("immutable")) {
    const name = [authoritySecret.name, servingSecret.name].find((each) => message.includes(`"${each}"`)) ?? "NAME";
    return `delete it, and the controller recreates it: kubectl delete secret ${name} -n ${namespace}`;
  }
  if (status === 403) return "the controller's ServiceAccount needs the Role and the ClusterRole of the chart";
  if (status === 404) return "create the namespace, or name another in --namespace or $POD_NAMESPACE";
  return undefined;
}
