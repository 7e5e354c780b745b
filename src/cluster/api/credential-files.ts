import { accessSync, constants, type Stats, statSync } from "node:fs";
import type { KubeConfig, User } from "@kubernetes/client-node";
import { describeReadProblem } from "../../text-files/read-problem.ts";
import { MOST_PEM_BYTES } from "../../text-files/read-text.ts";
import { CredentialsError } from "./credentials-error.ts";

/**
 * Refuses files that cannot be read, and what client-node would read without a limit: a pipe or device may never end,
 * and a huge file is not a certificate. A certificate without its key, which client-node leaves out, is named as kubectl
 * does.
 *
 * @throws {CredentialsError}
 */
export function checkCredentialFiles(config: KubeConfig): void {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  checkFile("certificate-authority", cluster?.caFile);
  checkFile("client-certificate", user?.certFile);
  checkFile("client-key", user?.keyFile);
  if (user !== null) checkPair(user);
}

function checkPair({ name, certFile, certData, keyFile, keyData }: User): void {
  const [hasCertificate, hasKey] = [Boolean(certFile || certData), Boolean(keyFile || keyData)];
  if (hasCertificate === hasKey) return;
  const [has, lacks] = hasKey ? ["client-key", "client-certificate"] : ["client-certificate", "client-key"];
  throw new CredentialsError(`the kubeconfig's user ${name} has a ${has}, but no ${lacks}: add it, or log in again`);
}

function checkFile(key: string, path: string | undefined): void {
  if (!path) return;
  const start = `the kubeconfig's ${key} is ${path}`;
  const found = lookAt(path, start);
  if (!found.isFile()) throw new CredentialsError(`${start}, which is not a file: name a file in PEM`);
  if (found.size > MOST_PEM_BYTES)
    throw new CredentialsError(`${start}, which has more than 1 MiB: name a file in PEM`);
}

function lookAt(path: string, start: string): Stats {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path);
  } catch (cause) {
    throw new CredentialsError(`${start}: ${describeReadProblem(cause)}`, { cause });
  }
}
