import { statSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node";
import { MOST_PEM_BYTES } from "../../text-files/read-text.ts";
import { CredentialsError } from "./credentials-error.ts";

/**
 * Refuses what client-node would read without a limit: a pipe or device may never end, and a huge file is no
 * certificate. A file that is not there is named when it is read.
 *
 * @throws {CredentialsError}
 */
export function checkCredentialFiles(config: KubeConfig): void {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  checkFile("certificate-authority", cluster?.caFile);
  checkFile("client-certificate", user?.certFile);
  checkFile("client-key", user?.keyFile);
}

function checkFile(key: string, path: string | undefined): void {
  if (!path) return;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  const start = `the kubeconfig's ${key} is ${path}`;
  if (!found.isFile()) throw new CredentialsError(`${start}, which is not a file: name a file in PEM`);
  if (found.size > MOST_PEM_BYTES)
    throw new CredentialsError(`${start}, which has more than 1 MiB: name a file in PEM`);
}
