import type { InjectDecision } from "../injection/decision.ts";
import { obstacleTo, type Registration } from "../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";

export interface MissedPod {
  /** The raw object. */
  readonly pod: JsonObject;
  readonly namespaceLabels: JsonObject;
  /** The decision about the pod as of now. */
  readonly decision: InjectDecision;
  /** `undefined`: there is none. */
  readonly registration: Registration | undefined | "unknown";
}

/** The most likely cause why a pod that would be injected now was not injected at its creation, with the fix. */
export function findMissCause({ pod, namespaceLabels, decision, registration }: MissedPod): string {
  if (registration === undefined) return "the webhook is not registered: install the injector";
  const metadata = objectAt(pod, "metadata");
  if (registration !== "unknown") {
    const obstacle = obstacleTo(registration, { namespaceLabels, podLabels: objectAt(metadata, "labels") });
    if (obstacle !== undefined) return obstacle;
  }
  return `${olderThan(textAt(metadata, "creationTimestamp") ?? "", decision, registration)}; delete it to have it recreated`;
}

function olderThan(
  createdAt: string,
  { found: { instance } }: InjectDecision,
  registration: Registration | "unknown",
): string {
  if (registration !== "unknown" && createdAt < registration.createdAt)
    return "it is older than the webhook's registration";
  if (instance !== undefined && createdAt < instance.createdAt) {
    return `it is older than Service ${instance.namespace}/${instance.name}`;
  }
  // Kubernetes' timestamps have a resolution of one second.
  if (instance !== undefined && createdAt === instance.createdAt) {
    return `it was created in the same second as Service ${instance.namespace}/${instance.name}, before the injector knew it`;
  }
  return "it is older than a label that it needs, or the webhook was not called or did not answer";
}
