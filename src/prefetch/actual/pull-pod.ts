import { findTrouble } from "../../deployment/actual/workload.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { PREFETCH_LABEL } from "../labels.ts";

/** The pod of a pull's Job. Times are RFC 3339. */
export interface PullPod {
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
  /** The name of its Job. */
  readonly job: string;
  readonly startedAt: string | undefined;
  readonly isRunning: boolean;
  readonly end: PullEnd | undefined;
  /** Why it does not start. */
  readonly trouble: string | undefined;
}

export interface PullEnd {
  readonly exitCode: number;
  readonly finishedAt: string | undefined;
  /** The container's termination message: a report on success, its last lines on failure. */
  readonly message: string;
}

export function readPullPod(object: JsonObject): PullPod {
  const metadata = objectAt(object, "metadata");
  const labels = objectAt(metadata, "labels");
  const status = objectAt(object, "status");
  const [container = {}] = objectsAt(status, "containerStatuses");
  const state = objectAt(container, "state");
  const [running, terminated] = [objectAt(state, "running"), objectAt(state, "terminated")];
  const exitCode = member(terminated, "exitCode");
  return {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    instance: textAt(labels, PREFETCH_LABEL) ?? "",
    job: textAt(labels, "batch.kubernetes.io/job-name") ?? textAt(labels, "job-name") ?? "",
    startedAt: textAt(running, "startedAt") ?? textAt(terminated, "startedAt"),
    isRunning: textAt(running, "startedAt") !== undefined,
    end: typeof exitCode === "number" ? readEnd(exitCode, terminated) : undefined,
    trouble: findTrouble(status)?.message,
  };
}

function readEnd(exitCode: number, terminated: JsonObject): PullEnd {
  return {
    exitCode,
    finishedAt: textAt(terminated, "finishedAt"),
    message: textAt(terminated, "message") ?? textAt(terminated, "reason") ?? "",
  };
}
