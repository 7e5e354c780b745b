/** The address of a Model Express server. */
export interface Address {
  /** `http` (the default) or `https`. */
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** `scheme://host:port`, without a trailing slash and without credentials. */
  readonly url: string;
}

const ADDRESS = /^(?:(https?):\/\/)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?):(\d{1,5})\/*$/;

/** Parses `http(s)://host:port` or `host:port`; `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const [, scheme = "http", host, digits] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65535) return undefined;
  return { scheme, host, port, url: `${scheme}://${host}:${port}` };
}

/** Whether a text is an {@link Address} with an explicit scheme, as annotations and the configuration require. */
export function isUrl(text: string): boolean {
  return text.includes("://") && parseAddress(text) !== undefined;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/i;

/** Whether only programs of the same network namespace, which is the pod's, can be there. */
export function isLoopback({ host }: Pick<Address, "host">): boolean {
  return LOOPBACK.test(host);
}

/** The context in which names of Services are resolved. */
export interface ClusterNames {
  /** The pod's namespace. */
  readonly namespace: string;
  /** Empty if the configuration sets none. */
  readonly clusterDomain: string;
}

/** The kubelet's default `--cluster-domain`. */
const DEFAULT_DOMAIN = "cluster.local";

/**
 * The Service that a host name refers to: `name`, `name.namespace`, `name.namespace.svc`, or
 * `name.namespace.svc.DOMAIN` with exactly the cluster's domain. `name.namespace.svc.example.com` is an external
 * host.
 */
export function parseServiceHost(
  host: string,
  { namespace: own, clusterDomain }: ClusterNames,
): { readonly namespace: string; readonly name: string } | undefined {
  const [name = "", namespace = own, svc = "svc", ...domain] = host.split(".");
  if (name === "" || svc !== "svc") return undefined;
  const isInCluster = ["", DEFAULT_DOMAIN, clusterDomain].includes(domain.join("."));
  return isInCluster ? { namespace, name } : undefined;
}
