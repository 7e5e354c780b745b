import type { RequestOptions } from "node:https";
import type { Cluster, KubeConfig, User } from "@kubernetes/client-node";
import { describeReadProblem } from "../../text-files/read-problem.ts";
import type { ApiAccess } from "./api-access.ts";
import { checkCredentialFiles } from "./credential-files.ts";
import { CredentialsError } from "./credentials-error.ts";
import { readEnvironmentProxy } from "./environment-proxy.ts";
import { loadKubeconfig } from "./load-kubeconfig.ts";
import { readTokenFile } from "./token-file.ts";

/**
 * Access by a kubeconfig, through client-node: certificates, tokens, exec plugins, OIDC, proxies. Defaults:
 * `$KUBECONFIG` or `~/.kube/config`, and its current context.
 *
 * @throws {Error} naming what is wrong with the kubeconfig
 */
export function openKubeconfigAccess(file: string | undefined, context?: string): ApiAccess {
  // Loaded at once, so that an invalid file is reported immediately. Later failures are retried.
  let config: KubeConfig | undefined = load(file, context);
  return {
    server: config.getCurrentCluster()?.server,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    async authorize() {
      config ??= load(file, context);
      const cluster = requireCluster(config);
      const options: RequestOptions = {};
      await authenticate(config, options);
      // client-node's agent keeps its initial certificates and opens a connection per request.
      if (cluster.proxyUrl === undefined) delete options.agent;
      const proxy = cluster.proxyUrl && withoutPassword(cluster.proxyUrl);
      return { server: new URL(cluster.server), options, proxy, user: config.getCurrentUser()?.name };
    },
    // A new KubeConfig, because client-node caches tokens of exec plugins without an expiry forever.
    forgetCredentials() {
      config = undefined;
    },
  };
}

function withoutPassword(proxy: string): string {
  const end = proxy.lastIndexOf("@");
  const start = proxy.indexOf("//");
  const scheme = start < 0 || start > end ? "" : proxy.slice(0, start + 2);
  return end < 0 ? proxy : scheme + proxy.slice(end + 1);
}

function load(file: string | undefined, context: string | undefined): KubeConfig {
  const config = loadKubeconfig(file, context);
  checkServer(requireCluster(config));
  config.clusters = config.clusters.map(withProxy);
  checkProxy(requireCluster(config));
  return config;
}

/** @throws {CredentialsError} if a file of the kubeconfig cannot be read, or a credential plugin fails */
async function authenticate(config: KubeConfig, options: RequestOptions): Promise<void> {
  try {
    checkCredentialFiles(config);
    await config.applyToHTTPSOptions(options);
    const token = readTokenFile(config.getCurrentUser());
    if (token !== undefined) options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
  } catch (cause) {
    if (cause instanceof CredentialsError) throw cause;
    throw new CredentialsError(describeCause(config, cause as NodeJS.ErrnoException), { cause });
  }
}

function describeCause(config: KubeConfig, cause: NodeJS.ErrnoException): string {
  const { code, syscall = "", path, message } = cause;
  const user = config.getCurrentUser()?.name ?? "";
  if (syscall.startsWith("spawn"))
    return `the kubeconfig's user ${user} needs the program ${path}, which cannot be run (${code}): install it`;
  if (path !== undefined) return `the kubeconfig names ${path}: ${describeReadProblem(cause)}`;
  if (cause instanceof SyntaxError || cause instanceof TypeError) return describeAnswer(user, config.getCurrentUser());
  const [line = ""] = message.trim().split("\n", 1);
  return `the kubeconfig's user ${user} gives no credentials: ${line || "the credential plugin failed"}`;
}

/** client-node reads the members of an answer without looking whether they are there. */
function describeAnswer(name: string, user: User | null): string {
  const provider: unknown = user?.authProvider?.name;
  if (provider !== undefined)
    return `the kubeconfig's user ${name} has no usable token in its auth-provider ${provider}, which kubectl dropped in 1.26: use a credential plugin (exec)`;
  const plugin = user?.exec?.command;
  return `the kubeconfig's user ${name}: the program ${plugin} did not print an ExecCredential (JSON with a status): run it by hand, and log in again`;
}

const PROXIES = /^(https?|socks[45]?|socks4a|socks5h):$/;

function checkProxy({ proxyUrl }: Cluster): void {
  if (proxyUrl === undefined || (URL.canParse(proxyUrl) && PROXIES.test(new URL(proxyUrl).protocol))) return;
  throw new Error(
    `the proxy of the API server is "${withoutPassword(proxyUrl)}"; expected a URL such as http://proxy:3128 (proxy-url of the kubeconfig, or HTTPS_PROXY)`,
  );
}

/** Uses the kubeconfig's `proxy-url`, else the environment's proxy, like kubectl. */
function withProxy(cluster: Cluster): Cluster {
  if (cluster.proxyUrl !== undefined || !URL.canParse(cluster.server)) return cluster;
  const proxyUrl = readEnvironmentProxy(new URL(cluster.server), process.env);
  return proxyUrl === undefined ? cluster : { ...cluster, proxyUrl };
}

function requireCluster(config: KubeConfig): Cluster {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`the context ${config.getCurrentContext()} has no cluster`);
  return cluster;
}

function checkServer({ server, skipTLSVerify }: Cluster): void {
  if (!URL.canParse(server)) throw new Error(`cannot use the kubeconfig: its server is not a URL: ${server}`);
  if (!/^https?:/.test(server)) throw new Error(`cannot use the kubeconfig: its server is not an https URL: ${server}`);
  // client-node refuses plain HTTP at each request; report it once, at the start.
  if (server.startsWith("http:") && !skipTLSVerify) {
    throw new Error(
      `cannot use the kubeconfig: ${server} is plain HTTP; add insecure-skip-tls-verify: true to allow it`,
    );
  }
}
