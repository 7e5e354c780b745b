import { isLabelValue, isSubdomain } from "../../kubernetes/names.ts";
import { collectionPath, type ResourceType } from "../../kubernetes/resource-type.ts";
import { GRAPH_KIND, GRAPHS } from "../../model-express/graph-type.ts";
import { DYNAMO, DYNAMO_NAMESPACE_LABEL } from "../../model-express/keys.ts";
import type { DirectoryKind } from "../memory-directory.ts";

/** A question of a decision that the cache cannot answer. */
export type Question =
  | { readonly about: "instances"; readonly namespace: string; readonly scope: string }
  | { readonly about: "instance"; readonly namespace: string; readonly name: string }
  | { readonly about: "claim"; readonly namespace: string; readonly name: string }
  | { readonly about: "namespace"; readonly namespace: string }
  | { readonly about: "graph" | "model-express"; readonly namespace: string; readonly name: string };

/** A request that answers a question, or a part of it. */
export interface ReadRequest {
  readonly kind: DirectoryKind;
  readonly path: string;
  /** The path of an older version of the kind, if the API server does not know `path`. */
  readonly olderPath?: string;
}

/** Equal for equal questions. */
export function questionKey(question: Question): string {
  const { about, namespace } = question;
  if (about === "namespace") return `${about} ${namespace}`;
  return `${about} ${namespace}/${about === "instances" ? question.scope : question.name}`;
}

/**
 * Whether such an object can exist. Names come from pods, so they must be valid before they go into a path or a
 * selector.
 */
export function isAnswerable(question: Question): boolean {
  if (!isSubdomain(question.namespace)) return false;
  if (question.about === "instances") return isLabelValue(question.scope);
  return question.about === "namespace" || isSubdomain(question.name);
}

const OURS = "/apis/modelexpress.nvidia.com/v1alpha1";
/** Normally there is one, but a tenant can create any number. */
const MOST_SERVICES = "64";

/** The requests for a question. Lists are limited by selectors to the few Services that can be meant. */
export function requestsFor(question: Question): readonly ReadRequest[] {
  const namespace = `/api/v1/namespaces/${question.namespace}`;
  switch (question.about) {
    case "namespace":
      return [{ kind: "Namespace", path: namespace }];
    case "claim":
      return [{ kind: "PersistentVolumeClaim", path: `${namespace}/persistentvolumeclaims/${question.name}` }];
    case "instance":
      return [{ kind: "Service", path: `${namespace}/services/${question.name}` }];
    case "graph":
      return [graphRequest(question)];
    case "model-express":
      return [
        { kind: "ModelExpress", path: `${OURS}/namespaces/${question.namespace}/modelexpresses/${question.name}` },
      ];
    case "instances":
      return [DYNAMO_NAMESPACE_LABEL, DYNAMO.namespace].map((label) => ({
        kind: "Service",
        path: `${namespace}/services?${new URLSearchParams({ labelSelector: `${label}=${question.scope}`, limit: MOST_SERVICES })}`,
      }));
  }
}

/** A list with one item, because the webhook has permission to list graphs. */
function graphRequest({ namespace, name }: { readonly namespace: string; readonly name: string }): ReadRequest {
  const query = new URLSearchParams({ fieldSelector: `metadata.name=${name}` });
  const [newest, older] = GRAPHS;
  const buildPath = (type: ResourceType): string => `${collectionPath(type, namespace)}?${query}`;
  return { kind: GRAPH_KIND, path: buildPath(newest), olderPath: buildPath(older) };
}
