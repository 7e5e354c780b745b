import { type Address, isLoopback } from "../model-express/address.ts";
import type { Found } from "../model-express/search.ts";
import type { MatchedCandidate } from "./candidate.ts";
import type { ContainerAddress, Endpoint } from "./decision.ts";
import { findAddressedTarget, type Target } from "./target/target.ts";
import type { Warning } from "./warning.ts";

/**
 * Whether the server may require TLS. Model Express's command line and clients send plaintext to `https://` too, and
 * accept no certificate authority (0.5.1 and 0.7.0, run against a server with TLS).
 */
export function wantsTls({ found: { address } }: MatchedCandidate): boolean {
  return address !== "unknown" && address.scheme === "https";
}

export function tlsNotSupported({ found: { address } }: MatchedCandidate): Warning {
  const url = address === "unknown" ? "the address" : address.url;
  return {
    code: "TlsNotSupported",
    detail: `${url}; give an http:// address, or set the annotation mode to pull from it all the same`,
  };
}

/** Whether the server is in the pod itself, whose containers run after the pull. */
export function isInPod({ found: { address }, pod }: MatchedCandidate): boolean {
  return address !== "unknown" && isLoopback(address) && !pod.network.isHostNetwork;
}

export function serverInPod({ found: { address } }: MatchedCandidate): Warning {
  const url = address === "unknown" ? "the address" : address.url;
  return {
    code: "UrlUnknown",
    detail: `${url} is in the pod itself, whose containers run after the pull; if a native sidecar serves it, set the annotation mode`,
  };
}

/** The server's address for the pull; `undefined` if neither admission nor another container knows it. */
export function findEndpoint({ found, targets }: MatchedCandidate): Endpoint | undefined {
  if (found.address !== "unknown") return { value: found.address.url };
  const source = findAddressedTarget(targets)?.own?.source;
  return source === undefined ? undefined : { valueFrom: source };
}

/** A container's own address is respected; the others get the pod's. */
export function chooseAddress({ own }: Target, endpoint: Endpoint | undefined): ContainerAddress {
  if (own === undefined || own.address === "none") return endpoint;
  if (own.address !== "unknown") return { value: own.address.url };
  return own.variable === undefined ? "stated" : { reference: own.variable };
}

/** Warns about an ambiguous or conflicting address. */
export function addressWarnings({ found, targets }: MatchedCandidate): readonly Warning[] {
  return [...(found.rivals.length === 0 ? [] : [ambiguous(found)]), ...differences(found, targets)];
}

/** Keeps the message to one sentence. */
const MOST_NAMED = 4;

function ambiguous({ instance, rivals }: Found): Warning {
  const more = rivals.length > MOST_NAMED ? `, and ${rivals.length - MOST_NAMED} more` : "";
  const others = `${rivals
    .slice(0, MOST_NAMED)
    .map(({ name }) => name)
    .join(", ")}${more}`;
  return {
    code: "AmbiguousModelExpress",
    detail: `Service ${instance?.name} was taken, not ${others}; keep one label`,
  };
}

function differences(found: Found, targets: readonly Target[]): readonly Warning[] {
  const { differing } = found;
  const own = targets.flatMap(({ container, own }) => {
    const differs = own !== undefined && typeof own.address === "object" && differsFrom(own.address, found);
    return differs ? [urlDiffers(`container ${container.name} keeps its ${own.setBy}`)] : [];
  });
  if (differing === undefined || found.address === "unknown") return own;
  const detail = `${found.address.url} is kept; Service ${differing.namespace}/${differing.name} would have been taken`;
  return [urlDiffers(detail), ...own];
}

function differsFrom(address: Address, { address: chosen }: Found): boolean {
  return chosen !== "unknown" && address.url !== chosen.url;
}

function urlDiffers(detail: string): Warning {
  return { code: "UrlDiffers", detail };
}

/** Warns that there is no pull, because the server's address is unknown. */
export function urlUnknown({ targets }: MatchedCandidate): Warning {
  const target = findAddressedTarget(targets);
  const detail = `${target?.own?.setBy} of container ${target?.container.name} does not say http://host:port here`;
  return { code: "UrlUnknown", detail };
}
