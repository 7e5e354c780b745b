import { type JsonObject, textAt } from "../kubernetes/json.ts";

/** How Dynamo's runtime finds its peers (`NewDiscoveryContext`, with the default of the operator's chart). */
export interface Discovery {
  readonly backend: string;
  readonly isByContainer: boolean;
}

export const DISCOVERY_BACKEND = "nvidia.com/dynamo-discovery-backend";

export function readDiscovery(annotations: JsonObject): Discovery {
  return {
    backend: textAt(annotations, DISCOVERY_BACKEND) ?? "kubernetes",
    isByContainer: textAt(annotations, "nvidia.com/dynamo-kube-discovery-mode") === "container",
  };
}

/** The variables of each container that the operator builds. */
export function buildDiscoveryEnv({ backend, isByContainer }: Discovery): readonly JsonObject[] {
  return [
    ...(backend === "etcd" ? [] : [{ name: "DYN_DISCOVERY_BACKEND", value: "kubernetes" }]),
    ...(isByContainer
      ? [
          { name: "CONTAINER_NAME", value: "main" },
          { name: "DYN_KUBE_DISCOVERY_MODE", value: "container" },
        ]
      : []),
  ];
}

export function buildDiscoveryLabels({ backend }: Discovery): JsonObject {
  if (backend !== "kubernetes") return {};
  return { [DISCOVERY_BACKEND]: "kubernetes", "nvidia.com/dynamo-discovery-enabled": "true" };
}
