/** Where a Model Express server listens. */
export interface Address {
  /** `http` or `https`; `http` where none was written. */
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** `scheme://host:port`, with neither a trailing slash nor user information. */
  readonly url: string;
}

const ADDRESS = /^(?:(https?):\/\/)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?):(\d{1,5})\/*$/;

/** Reads `http(s)://host:port` or `host:port`; `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const [, scheme = "http", host, digits] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65535) return undefined;
  return { scheme, host, port, url: `${scheme}://${host}:${port}` };
}

/** Whether a text is an {@link Address} with its scheme written out, as annotations and the configuration demand. */
export function isUrl(text: string): boolean {
  return text.includes("://") && parseAddress(text) !== undefined;
}

/** How names of Services are read: from which namespace, and in which cluster. */
export interface ClusterNames {
  /** Of the pod. */
  readonly namespace: string;
  /** Empty if the configuration names none. */
  readonly clusterDomain: string;
}

/** The domain of a cluster whose administrator chose no other (`--cluster-domain` of the kubelet). */
const DEFAULT_DOMAIN = "cluster.local";

/**
 * The Service that a host name means: `name`, `name.namespace`, `name.namespace.svc`, or `name.namespace.svc.DOMAIN` with
 * exactly the cluster's domain. `name.namespace.svc.example.com` is a host of someone else's.
 */
export function serviceOf(
  host: string,
  { namespace: own, clusterDomain }: ClusterNames,
): { readonly namespace: string; readonly name: string } | undefined {
  const [name = "", namespace = own, svc = "svc", ...domain] = host.split(".");
  if (name === "" || svc !== "svc") return undefined;
  const isInCluster = ["", DEFAULT_DOMAIN, clusterDomain].includes(domain.join("."));
  return isInCluster ? { namespace, name } : undefined;
}
