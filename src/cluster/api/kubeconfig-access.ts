import type { RequestOptions } from "node:https";
import { type Cluster, KubeConfig } from "@kubernetes/client-node";
import type { ApiAccess } from "./api-access.ts";

/**
 * The access that a kubeconfig describes, by client-node: certificates, tokens, exec plugins, OIDC, proxies. Without a
 * file, `$KUBECONFIG` or `~/.kube/config` is read, and without a context its current one is meant.
 *
 * @throws Error that names what is wrong with the kubeconfig
 */
export function kubeconfigAccess(file: string | undefined, context?: string): ApiAccess {
  // Read now, so that a wrong file is reported at once; later trouble is retried.
  let config: KubeConfig | undefined = load(file, context);
  return {
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    async authorize() {
      config ??= load(file, context);
      const cluster = clusterOf(config, file);
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      // Its agent keeps the certificates that it was made with, and opens a connection for every request.
      if (cluster.proxyUrl === undefined) delete options.agent;
      return { server: new URL(cluster.server), options };
    },
    // A new one, because exec plugins' tokens without an expiry are kept for good.
    forgetCredentials() {
      config = undefined;
    },
  };
}

function load(file: string | undefined, context: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot read the kubeconfig${file === undefined ? "" : ` ${file}`}: ${why}`, { cause });
  }
  if (context !== undefined) config.setCurrentContext(context);
  checkCluster(clusterOf(config, file));
  return config;
}

function clusterOf(config: KubeConfig, file: string | undefined): Cluster {
  const cluster = config.getCurrentCluster();
  if (cluster !== null && config.getCurrentUser() !== null) return cluster;
  const context = config.getCurrentContext();
  const what = context ? `the context ${context} lacks its cluster or user` : "no current-context is set";
  throw new Error(`cannot use the kubeconfig${file === undefined ? "" : ` ${file}`}: ${what}`);
}

function checkCluster({ server, skipTLSVerify }: Cluster): void {
  if (!URL.canParse(server)) throw new Error(`cannot use the kubeconfig: its server is not a URL: ${server}`);
  // client-node refuses it at each request; said once, at the start.
  if (server.startsWith("http:") && !skipTLSVerify) {
    throw new Error(
      `cannot use the kubeconfig: ${server} is plain HTTP; add insecure-skip-tls-verify: true to allow it`,
    );
  }
}
