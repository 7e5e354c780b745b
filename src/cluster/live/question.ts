import { isLabelValue, isSubdomain } from "../../kubernetes/names.ts";
import { DYNAMO, DYNAMO_NAMESPACE_LABEL } from "../../model-express/keys.ts";
import type { DirectoryKind } from "../memory-directory.ts";

/** A question of a decision that memory cannot answer. */
export type Question =
  | { readonly about: "instances"; readonly namespace: string; readonly scope: string }
  | { readonly about: "instance"; readonly namespace: string; readonly name: string }
  | { readonly about: "claim"; readonly namespace: string; readonly name: string }
  | { readonly about: "namespace"; readonly namespace: string };

/** A request that answers a question, or a part of it. */
export interface ReadRequest {
  readonly kind: DirectoryKind;
  readonly path: string;
}

/** The same text for the same question. */
export function questionKey(question: Question): string {
  const { about, namespace } = question;
  if (about === "namespace") return `${about} ${namespace}`;
  return `${about} ${namespace}/${about === "instances" ? question.scope : question.name}`;
}

/** Whether such a thing can exist: names come from pods, and must be no more than names in a path or a selector. */
export function isAnswerable(question: Question): boolean {
  if (!isSubdomain(question.namespace)) return false;
  if (question.about === "instances") return isLabelValue(question.scope);
  return question.about === "namespace" || isSubdomain(question.name);
}

/** What to ask the API server; for lists, no more than the few Services that can be meant. */
export function requestsFor(question: Question): readonly ReadRequest[] {
  const namespace = `/api/v1/namespaces/${question.namespace}`;
  switch (question.about) {
    case "namespace":
      return [{ kind: "Namespace", path: namespace }];
    case "claim":
      return [{ kind: "PersistentVolumeClaim", path: `${namespace}/persistentvolumeclaims/${question.name}` }];
    case "instance":
      return [{ kind: "Service", path: `${namespace}/services/${question.name}` }];
    case "instances":
      return [DYNAMO_NAMESPACE_LABEL, DYNAMO.namespace].map((label) => ({
        kind: "Service",
        path: `${namespace}/services?${new URLSearchParams({ labelSelector: `${label}=${question.scope}` })}`,
      }));
  }
}
