import type { Client } from "../../control-plane/bed/client.ts";
import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { DNS_ADDRESS, NODE_ADDRESS } from "./addresses.ts";
import { allowProgram } from "./allow-program.ts";
import { type Entrance, runInside } from "./inside.ts";

const rules = [
  { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
];
const ports = ["UDP", "TCP"].map((protocol) => ({ name: protocol.toLowerCase(), port: 53, protocol }));
const system = "/api/v1/namespaces/kube-system";

/** The cluster's DNS: CoreDNS runs on the node itself, behind a Service without a selector. */
export async function registerDns(client: Client): Promise<void> {
  await allowProgram(client, "coredns", rules);
  await client.apply(`${system}/services/kube-dns`, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns" },
    spec: { clusterIP: DNS_ADDRESS, ports },
  });
  await client.apply("/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices/kube-dns", {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "kube-dns", labels: { "kubernetes.io/service-name": "kube-dns" } },
    addressType: "IPv4",
    endpoints: [{ addresses: [NODE_ADDRESS], conditions: { ready: true } }],
    ports,
  });
}

export async function untilDnsReady(node: Entrance): Promise<void> {
  const ask = "exec 3<>/dev/tcp/127.0.0.1/8181; printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3; grep -q ' 200 ' <&3";
  await untilSuccess(() => runInside(node, ["bash", "--norc", "-c", ask]), { timeoutMilliseconds: 60_000 });
}
