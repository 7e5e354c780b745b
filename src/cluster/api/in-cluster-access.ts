import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import type { ApiAccess } from "./api-access.ts";

/** The kubelet's mount path of a ServiceAccount's files. */
const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Access by a pod's own ServiceAccount; `undefined` outside of a cluster. Own code, because client-node costs a
 * replica 80 MB and a third of a second to read two files, and caches a rotated token for a minute.
 */
export function openInClusterAccess(
  environment: NodeJS.ProcessEnv = process.env,
  directory: string = SERVICE_ACCOUNT,
): ApiAccess | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = "443" } = environment;
  const tokenFile = join(directory, "token");
  if (host === undefined || host === "" || !existsSync(tokenFile)) return undefined;
  const server = new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`);
  return {
    async authorize() {
      const [token, ca] = await Promise.all([readFile(tokenFile, "utf8"), readFile(join(directory, "ca.crt"))]);
      return { server, options: { ca, headers: { authorization: `Bearer ${token.trim()}` } } };
    },
    // Nothing is cached: every request reads the file that the kubelet rotates.
    forgetCredentials() {},
    server: server.origin,
    namespace: namespaceIn(join(directory, "namespace")),
    isInCluster: true,
  };
}

function namespaceIn(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").trim() || undefined : undefined;
}
