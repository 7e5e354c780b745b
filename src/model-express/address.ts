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

/** The Service that a cluster-internal host name means: `name`, `name.namespace`, `name.namespace.svc`, `….svc.domain`. */
export function serviceOf(host: string, ownNamespace: string): { namespace: string; name: string } | undefined {
  const [name, namespace = ownNamespace, svc = "svc"] = host.split(".");
  return name === undefined || name === "" || svc !== "svc" ? undefined : { namespace, name };
}
