import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startApiServer } from "../../../bench/api-server.ts";
import { createSelfSigned } from "../../../src/certificates/self-signed.ts";

/** Where the kubelet mounts a pod's account. */
const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** What a pod of the chart's finds around it: a serving certificate, its account, and an API server (a stand-in). */
export interface Surroundings {
  /** Who signed the serving certificate. */
  readonly ca: string;
  readonly mounts: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startSurroundings(directory: string): Promise<Surroundings> {
  const [tls, account] = [mkdtempSync(path.join(directory, "tls-")), mkdtempSync(path.join(directory, "account-"))];
  const { ca, cert, key } = await createSelfSigned(["127.0.0.1"]);
  writeFileSync(path.join(tls, "tls.crt"), cert);
  writeFileSync(path.join(tls, "tls.key"), key);
  for (const each of [tls, account]) chmodSync(each, 0o755);
  const apiServer = await startApiServer(account);
  return {
    ca,
    mounts: { "/tls": tls, [ACCOUNT]: account },
    env: { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: `${apiServer.port}` },
    close: () => apiServer.close(),
  };
}
