import { orElse } from "../../cluster/objects/readable.ts";
import { type Installation, readRelease } from "../../installation/installation.ts";

/** The command that restores what belongs to the webhook. */
export function restoreOf({ namespace, webhook }: Installation): string {
  const deployment = orElse(webhook, undefined);
  return restoreCommand(deployment && readRelease(deployment), namespace);
}

/**
 * The command that restores the objects of an installation, whatever chart it is from: Helm keeps what it applied.
 *
 * @param release the Helm release; `undefined` if it was installed without Helm
 */
export function restoreCommand(release: string | undefined, namespace: string): string {
  const apply = "kubectl apply --server-side --force-conflicts";
  if (release !== undefined) return `helm get manifest ${release} -n ${namespace} | ${apply} -f -`;
  return `apply the manifests of the installation again (${apply} -k manifests/base)`;
}
