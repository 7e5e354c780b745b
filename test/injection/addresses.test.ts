import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

/** Every way in which a pod can find, or not find, the Service `mx` in its namespace `ns`. */
interface Network {
  readonly hostNetwork: boolean;
  readonly dnsPolicy: string | undefined;
  readonly searches: readonly string[];
  readonly clusterIP: string | undefined;
}

const NETWORKS: readonly Network[] = [true, false].flatMap((hostNetwork) =>
  [undefined, "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"].flatMap((dnsPolicy) =>
    [[], ["svc.cluster.local"], ["ns.svc.k8s.example.com"], ["corp.example.com"]].flatMap((searches) =>
      [undefined, "None", "10.0.0.7", "fd00::7"].map((clusterIP) => ({ hostNetwork, dnsPolicy, searches, clusterIP })),
    ),
  ),
);

/** Kubernetes, "DNS for Services and Pods". */
function asksTheCluster({ hostNetwork, dnsPolicy = "ClusterFirst", searches }: Network): boolean {
  if (dnsPolicy === "ClusterFirst") return !hostNetwork;
  if (dnsPolicy === "None") return searches.some((domain) => /(^|\.)svc\./.test(domain));
  return dnsPolicy === "ClusterFirstWithHostNet";
}

/** What the pod can reach; nothing if that does not exist. A headless Service leads to the pods' own port. */
function reachableUrl(network: Network): string | undefined {
  const { clusterIP } = network;
  const port = clusterIP === "None" ? 9001 : 8001;
  if (asksTheCluster(network)) return `http://mx.ns.svc:${port}`;
  if (clusterIP === undefined || clusterIP === "None") return undefined;
  return `http://${clusterIP.includes(":") ? `[${clusterIP}]` : clusterIP}:${port}`;
}

function addressesIn({ hostNetwork, dnsPolicy, searches, clusterIP }: Network): readonly unknown[] {
  const memory = new MemoryDirectory();
  memory.set("Service", {
    metadata: { name: "mx", namespace: "ns", labels: { "modelexpress.nvidia.com/dynamo-namespace": "global" } },
    spec: {
      ...(clusterIP === undefined ? {} : { clusterIP }),
      ports: [{ name: "grpc", port: 8001, targetPort: 9001 }],
    },
  });
  const object = {
    metadata: { labels: { "nvidia.com/dynamo-component-type": "worker" } },
    spec: {
      hostNetwork,
      ...(dnsPolicy === undefined ? {} : { dnsPolicy }),
      dnsConfig: { searches },
      containers: [{ name: "main", image: "vllm", command: ["vllm", "serve", "org/a"] }],
    },
  } as unknown as JsonObject;
  const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
  const { reason, operations } = mutatePod({ namespace: "ns", object }, memory, settings);
  if (operations.length === 0) return [reason];
  return [...JSON.stringify(operations).matchAll(/http:\/\/[^"\\]+/g)].map(([url]) => url);
}

describe("the address of a Service", () => {
  test.each(NETWORKS.map((network) => [JSON.stringify(network), network] as const))(
    "can be reached: %s",
    (_, network) => {
      const url = reachableUrl(network);
      expect([...new Set(addressesIn(network))]).toEqual([url ?? "NameNotResolved"]);
    },
  );
});
