import type { StoredObject } from "./fake-store.ts";

const GRPC = { ports: [{ name: "grpc", port: 8001 }] };

/** A Service that marks an instance of a dynamo namespace. */
export function instance(
  name: string,
  { namespace = "team", scope = "agg", claim }: { namespace?: string; scope?: string; claim?: string } = {},
): StoredObject {
  const labels = { "modelexpress.nvidia.com/dynamo-namespace": scope };
  const annotations = claim === undefined ? {} : { "modelexpress.nvidia.com/claim": claim };
  return { metadata: { name, namespace, labels, annotations, creationTimestamp: "2026-01-01T00:00:00Z" }, spec: GRPC };
}

/** A Service as the Dynamo operator makes it for a component of type Model Express. */
export function operatorMade(name: string, labels: Readonly<Record<string, string>>, namespace = "team"): StoredObject {
  return { metadata: { name, namespace, labels: { "nvidia.com/dynamo-namespace": "agg", ...labels } }, spec: GRPC };
}

export function claim(
  name: string,
  namespace = "team",
  accessModes: readonly string[] = ["ReadWriteMany"],
): StoredObject {
  return { metadata: { name, namespace }, spec: { accessModes } };
}

/** A Namespace with the label `inject`, or without one if that is empty. */
export function namespace(name: string, inject = "enabled"): StoredObject {
  return { metadata: { name, labels: inject === "" ? {} : { "modelexpress.nvidia.com/inject": inject } } };
}
