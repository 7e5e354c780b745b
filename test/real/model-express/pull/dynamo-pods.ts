import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import type { Bed } from "./bed.ts";

/** The claim of that name in the example's cluster, which the webhooks of these tests know. */
export const CLAIM = "model-express-cache";

/** What differs between the pods of these tests; the rest is what the Dynamo operator stamps on every one. */
export interface DynamoPod {
  readonly type?: "worker" | "frontend";
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** Without the contract's prefix. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
  readonly container?: JsonObject;
}

/** A pod as its user and the Dynamo operator wrote it, that names the bed's server. */
export function dynamoPod({ server }: Bed, pod: DynamoPod): JsonObject {
  const type = pod.type ?? "worker";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `vllm-agg-${type}-0`,
      namespace: "inference",
      labels: { "nvidia.com/dynamo-component-type": type, "nvidia.com/dynamo-namespace": "inference-vllm-agg" },
      annotations: prefixed({ url: server.url, "pull-timeout": "60s", ...pod.annotations }),
    },
    spec: {
      // The bed's server is at 127.0.0.1, where another pod would have no server.
      hostNetwork: true,
      ...pod.spec,
      containers: [
        {
          name: "main",
          image: "vllm-runtime",
          command: pod.command ?? ["python3", "-m", `dynamo.${type === "worker" ? "vllm" : "frontend"}`],
          args: pod.args ?? [],
          env: Object.entries(pod.env ?? {}).map(([name, value]) => ({ name, value })),
          ...pod.container,
        },
      ],
    },
  };
}

function prefixed(annotations: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [`modelexpress.nvidia.com/${name}`, value]),
  );
}
