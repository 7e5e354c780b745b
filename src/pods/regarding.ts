import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";

/** The object that an Event is about. */
export interface Regarding {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export function podItself(pod: JsonObject): Regarding {
  const metadata = objectAt(pod, "metadata");
  const text = (key: string): string => textAt(metadata, key) ?? "";
  return { apiVersion: "v1", kind: "Pod", namespace: text("namespace"), name: text("name"), uid: text("uid") };
}

/** The controller in an object's `ownerReferences`; `undefined` if there is none in its namespace. */
export function findController(object: JsonObject): Regarding | undefined {
  const metadata = objectAt(object, "metadata");
  const reference = objectsAt(metadata, "ownerReferences").find((each) => member(each, "controller") === true);
  if (reference === undefined) return undefined;
  const text = (key: string): string => textAt(reference, key) ?? "";
  const kind = text("kind");
  // The kubelet's static pods are owned by their node, which is cluster-scoped.
  if (kind === "Node") return undefined;
  const namespace = textAt(metadata, "namespace") ?? "";
  return { apiVersion: text("apiVersion"), kind, namespace, name: text("name"), uid: text("uid") };
}
