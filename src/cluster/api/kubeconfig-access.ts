import type { RequestOptions } from "node:https";
import { type Cluster, KubeConfig } from "@kubernetes/client-node";
import type { ApiAccess } from "./api-access.ts";
import { environmentProxy } from "./environment-proxy.ts";

/**
 * Access by a kubeconfig, through client-node: certificates, tokens, exec plugins, OIDC, proxies. Defaults:
 * `$KUBECONFIG` or `~/.kube/config`, and its current context.
 *
 * @throws {Error} naming what is wrong with the kubeconfig
 */
export function kubeconfigAccess(file: string | undefined, context?: string): ApiAccess {
  // Loaded at once, so that an invalid file is reported immediately. Later failures are retried.
  let config: KubeConfig | undefined = load(file, context);
  return {
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    async authorize() {
      config ??= load(file, context);
      const cluster = chooseCluster(config, file);
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      // client-node's agent keeps its initial certificates and opens a connection per request.
      if (cluster.proxyUrl === undefined) delete options.agent;
      return { server: new URL(cluster.server), options };
    },
    // A new KubeConfig, because client-node caches tokens of exec plugins without an expiry forever.
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
  checkCluster(chooseCluster(config, file));
  config.clusters = config.clusters.map(withProxy);
  return config;
}

/** Uses the kubeconfig's `proxy-url`, else the environment's proxy, like kubectl. */
function withProxy(cluster: Cluster): Cluster {
  if (cluster.proxyUrl !== undefined || !URL.canParse(cluster.server)) return cluster;
  const proxyUrl = environmentProxy(new URL(cluster.server), process.env);
  return proxyUrl === undefined ? cluster : { ...cluster, proxyUrl };
}

function chooseCluster(config: KubeConfig, file: string | undefined): Cluster {
  const cluster = config.getCurrentCluster();
  if (cluster !== null && config.getCurrentUser() !== null) return cluster;
  const context = config.getCurrentContext();
  const what = context ? `the context ${context} lacks its cluster or user` : "no current-context is set";
  throw new Error(`cannot use the kubeconfig${file === undefined ? "" : ` ${file}`}: ${what}`);
}

function checkCluster({ server, skipTLSVerify }: Cluster): void {
  if (!URL.canParse(server)) throw new Error(`cannot use the kubeconfig: its server is not a URL: ${server}`);
  // client-node refuses plain HTTP at each request; report it once, at the start.
  if (server.startsWith("http:") && !skipTLSVerify) {
    throw new Error(
      `cannot use the kubeconfig: ${server} is plain HTTP; add insecure-skip-tls-verify: true to allow it`,
    );
  }
}
