import { BlockList, isIP } from "node:net";

/** Variables of a process, such as `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment's proxy for a server, by kubectl's rules, which are those of Go's `httpproxy`: `HTTPS_PROXY` and
 * `NO_PROXY`, in upper or lower case; hosts, domains, addresses and CIDRs in `NO_PROXY`; loopback is always direct.
 */
export function readEnvironmentProxy(server: URL, variables: Variables): string | undefined {
  const name = server.protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
  const proxy = variableIn(variables, name);
  if (proxy === "" || isDirect(server, variableIn(variables, "NO_PROXY"))) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function variableIn(variables: Variables, name: string): string {
  return variables[name] || variables[name.toLowerCase()] || "";
}

function isDirect({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || matchesRange(host, "127.0.0.0/8") || host === "::1") return true;
  const actualPort = port || (protocol === "http:" ? "80" : "443");
  const entries = exceptions.split(",").map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry !== "" && matches(entry, host, actualPort));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return matchesRange(host, entry);
  const [, name = entry, entryPort] =
    isIP(entry) === 6 ? [] : (/^(?:\[(?=.*\]))?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? []);
  if (entryPort !== undefined && entryPort !== port) return false;
  if (isIP(host) !== 0) return host === name;
  const domain = name.replace(/^\*/, "");
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function matchesRange(host: string, range: string): boolean {
  const [address = "", length = ""] = range.split("/");
  const [ofHost, ofRange] = [isIP(host), isIP(address)];
  const bits = Number(length);
  if (ofHost === 0 || ofHost !== ofRange || !/^\d+$/.test(length) || bits > (ofRange === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const family = ofRange === 4 ? "ipv4" : "ipv6";
  list.addSubnet(address, bits, family);
  return list.check(host, family);
}
