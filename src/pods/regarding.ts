import type { Regarding } from "../cluster/objects/event.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { findControllerReference } from "../kubernetes/owner-reference.ts";

export function identifyPod(pod: JsonObject): Regarding {
  const metadata = objectAt(pod, "metadata");
  const text = (key: string): string => textAt(metadata, key) ?? "";
  return { apiVersion: "v1", kind: "Pod", namespace: text("namespace"), name: text("name"), uid: text("uid") };
}

/** The controller in an object's `ownerReferences`; `undefined` if there is none in its namespace. */
export function findController(object: JsonObject): Regarding | undefined {
  const metadata = objectAt(object, "metadata");
  const reference = findControllerReference(metadata);
  if (reference === undefined) return undefined;
  const text = (key: string): string => textAt(reference, key) ?? "";
  const kind = text("kind");
  // The kubelet's static pods are owned by their node, which is cluster-scoped.
  if (kind === "Node") return undefined;
  const namespace = textAt(metadata, "namespace") ?? "";
  return { apiVersion: text("apiVersion"), kind, namespace, name: text("name"), uid: text("uid") };
}
