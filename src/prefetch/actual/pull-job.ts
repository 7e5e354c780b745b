import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { findControllerReference } from "../../kubernetes/owner-reference.ts";
import { ATTEMPT_ANNOTATION, MODEL_ANNOTATION, PREFETCH_LABEL } from "../labels.ts";

/** A Job that pulls a model into the cache of an instance. */
export interface PullJob {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The name of the `ModelExpress`. */
  readonly instance: string;
  /** The uid of its controller. */
  readonly owner: string | undefined;
  readonly model: string;
  /** From 1. */
  readonly attempt: number;
  readonly state: "active" | "complete" | "failed";
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339: the last change of its state. */
  readonly endedAt: string | undefined;
  /** Why it failed: the Job controller's message. */
  readonly message: string | undefined;
  readonly isEnding: boolean;
  /** Something else, such as Kueue, keeps it from starting its pod. */
  readonly isSuspended: boolean;
}

export function readPullJob(object: JsonObject): PullJob | undefined {
  const metadata = objectAt(object, "metadata");
  const annotations = objectAt(metadata, "annotations");
  const model = textAt(annotations, MODEL_ANNOTATION);
  if (model === undefined) return undefined;
  const controller = findControllerReference(metadata);
  return {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    uid: textAt(metadata, "uid") ?? "",
    instance: textAt(objectAt(metadata, "labels"), PREFETCH_LABEL) ?? "",
    owner: controller && textAt(controller, "uid"),
    model,
    attempt: Number(textAt(annotations, ATTEMPT_ANNOTATION)) || 1,
    createdAt: textAt(metadata, "creationTimestamp") ?? "",
    isEnding: textAt(metadata, "deletionTimestamp") !== undefined,
    isSuspended: member(objectAt(object, "spec"), "suspend") === true,
    ...readEnd(objectAt(object, "status")),
  };
}

function readEnd(status: JsonObject): Pick<PullJob, "state" | "endedAt" | "message"> {
  const conditions = objectsAt(status, "conditions").filter((each) => textAt(each, "status") === "True");
  const end = conditions.find((each) => ["Complete", "Failed"].includes(textAt(each, "type") ?? ""));
  if (end === undefined) return { state: "active", endedAt: undefined, message: undefined };
  return {
    state: textAt(end, "type") === "Complete" ? "complete" : "failed",
    endedAt: textAt(end, "lastTransitionTime"),
    message: textAt(end, "message"),
  };
}
