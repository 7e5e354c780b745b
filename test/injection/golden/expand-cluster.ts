import type { JsonObject } from "../../../src/kubernetes/json.ts";
import type { ClusterObject } from "./case-schema.ts";
import { prefixed } from "./expand-pod.ts";

const NAMESPACE = "inference";
const SCOPE_LABEL = "modelexpress.nvidia.com/dynamo-namespace";

/** Expands the short form of a cluster's object into its manifest. */
export function expandObject(object: ClusterObject): JsonObject {
  if ("service" in object) return expandService(object as ServiceShape);
  if (!("claim" in object)) return object as JsonObject;
  const { claim, namespace = NAMESPACE, modes = ["ReadWriteMany"] } = object as ClaimShape;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: claim, namespace },
    spec: { accessModes: modes },
  };
}

type ServiceShape = Extract<ClusterObject, { readonly service: string }>;
type ClaimShape = Extract<ClusterObject, { readonly claim: string }>;

function expandService(shape: ServiceShape): JsonObject {
  const { service, namespace = NAMESPACE, created, serves, annotations, ports = { grpc: 8001 } } = shape;
  const labels = { ...(serves === undefined ? {} : { [SCOPE_LABEL]: serves }), ...shape.labels };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: service,
      namespace,
      ...(created === undefined ? {} : { creationTimestamp: created }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations: prefixed(annotations) }),
    },
    spec: { ...expandPorts(ports), ...shape.spec },
  };
}

/** Without ports, there is no list of them either. */
function expandPorts(ports: Readonly<Record<string, number>>): JsonObject {
  const list = Object.entries(ports).map(([name, port]) => ({ name, port }));
  return list.length === 0 ? {} : { ports: list };
}
