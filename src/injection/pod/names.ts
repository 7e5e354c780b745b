import type { Address } from "../../model-express/address.ts";
import type { PodNetwork } from "./pod.ts";

/**
 * Whether the pod uses the cluster's DNS server. A pod on the host network uses the node's, unless its policy is
 * `ClusterFirstWithHostNet` (Kubernetes, "DNS for Services and Pods"). With the policy `None` the pod names its own
 * servers; search domains for Services imply that they are the cluster's.
 */
export function resolvesServiceNames({ isHostNetwork, dnsPolicy, searchDomains }: PodNetwork): boolean {
  if (dnsPolicy === "ClusterFirstWithHostNet") return true;
  if (dnsPolicy === "None") return searchDomains.some(isServiceDomain);
  return dnsPolicy === "ClusterFirst" && !isHostNetwork;
}

/** `svc.cluster.local` or `namespace.svc.cluster.local`. */
function isServiceDomain(domain: string): boolean {
  return domain.split(".", 2).includes("svc");
}

/** Whether only the cluster's DNS server can resolve the host: `name.namespace.svc`, with or without a domain. */
export function isServiceName({ host }: Address): boolean {
  return host.split(".", 3)[2] === "svc";
}
