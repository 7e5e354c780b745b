import { type JsonObject, member, numberAt, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { isImageTrouble } from "../../kubernetes/waiting-reason.ts";
import { INSTANCE_LABEL } from "../../model-express/keys.ts";
import { type ActualObject, readActualObject } from "./actual-object.ts";

/** The Deployment of an instance. */
export interface Workload extends ActualObject {
  /** Whether the status below is about the current generation. */
  readonly isObserved: boolean;
  /** Whether a pod of the current template is available. */
  readonly isAvailable: boolean;
  /** The API server's message when it refuses the pods. */
  readonly refusal: string | undefined;
}

export function readWorkload(object: JsonObject, manager: string): Workload {
  const status = objectAt(object, "status");
  const failure = findCondition(status, "ReplicaFailure");
  return {
    ...readActualObject(object, manager),
    isObserved: countAt(status, "observedGeneration") >= countAt(objectAt(object, "metadata"), "generation"),
    isAvailable: countAt(status, "updatedReplicas") > 0 && countAt(status, "availableReplicas") > 0,
    refusal: failure && textAt(failure, "status") === "True" ? (textAt(failure, "message") ?? "") : undefined,
  };
}

/** A pod of an instance, with the reason why it does not serve, if any. */
export interface ServerPod {
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
  readonly createdAt: string;
  readonly isEnding: boolean;
  readonly trouble: PodTrouble | undefined;
}

export interface PodTrouble {
  readonly reason: "Unschedulable" | "ImageUnavailable" | "ContainerConfigError" | "Crashing";
  readonly message: string;
}

export function readServerPod(object: JsonObject): ServerPod {
  const metadata = objectAt(object, "metadata");
  return {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    instance: textAt(objectAt(metadata, "labels"), INSTANCE_LABEL) ?? "",
    createdAt: textAt(metadata, "creationTimestamp") ?? "",
    isEnding: textAt(metadata, "deletionTimestamp") !== undefined,
    trouble: findTrouble(objectAt(object, "status")),
  };
}

/** The kubelet's reasons for a container that waits because of something else than its image. */
const WAITING: ReadonlyMap<string, PodTrouble["reason"]> = new Map([
  ["CreateContainerConfigError", "ContainerConfigError"],
  ["CreateContainerError", "ContainerConfigError"],
  ["RunContainerError", "ContainerConfigError"],
  ["CrashLoopBackOff", "Crashing"],
]);

/** Why a pod with this status does not run; `undefined` while nothing is wrong. */
export function findTrouble(status: JsonObject): PodTrouble | undefined {
  const scheduled = findCondition(status, "PodScheduled");
  if (scheduled && textAt(scheduled, "status") === "False") {
    return { reason: "Unschedulable", message: textAt(scheduled, "message") ?? "" };
  }
  const containers = [...objectsAt(status, "initContainerStatuses"), ...objectsAt(status, "containerStatuses")];
  return containers.flatMap((container) => findWaiting(container) ?? [])[0];
}

function findWaiting(container: JsonObject): PodTrouble | undefined {
  const waiting = objectAt(objectAt(container, "state"), "waiting");
  const why = textAt(waiting, "reason") ?? "";
  const reason = isImageTrouble(why) ? "ImageUnavailable" : WAITING.get(why);
  if (reason === undefined) return undefined;
  const name = textAt(container, "name") ?? "";
  const message = `container ${name}: ${why}: ${describeWaiting(reason, waiting, container)}`;
  return { reason, message: reason === "ImageUnavailable" ? `${message}; ${imageFix(name)}` : message };
}

function imageFix(container: string): string {
  const field = container === "redis" ? "spec.redis.image" : "spec.image";
  return `correct ${field}, make its registry reachable from the node, or name a Secret in spec.imagePullSecrets`;
}

/** For a crashed container its last message is more useful than the kubelet's back-off message. */
function describeWaiting(reason: PodTrouble["reason"], waiting: JsonObject, container: JsonObject): string {
  const ended = objectAt(objectAt(container, "lastState"), "terminated");
  const last = reason === "Crashing" ? textAt(ended, "message") : undefined;
  const code = member(ended, "exitCode");
  if (last !== undefined) return last.trim().slice(-300);
  return reason === "Crashing" && code !== undefined
    ? `it ended with ${textAt(ended, "reason") ?? "code"} ${code}`
    : (textAt(waiting, "message") ?? "no message");
}

function findCondition(status: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(status, "conditions").find((condition) => textAt(condition, "type") === type);
}

function countAt(object: JsonObject, key: string): number {
  return numberAt(object, key) ?? 0;
}
