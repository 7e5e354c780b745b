import type { Mutation } from "../injection/mutate-pod.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { judgePod, type PodOutcome } from "./judge-pod.ts";
import { type Pull, readPull } from "./pull.ts";

/** What is kept of a pod: a few hundred bytes. Times are milliseconds since the epoch. */
export interface WatchedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** When it was first looked at. */
  readonly firstLook: number;
  /** It was older than an hour then. */
  readonly isOld: boolean;
  readonly outcome: PodOutcome;
  readonly hasProblems: boolean;
  readonly pull: Pull | undefined;
}

/** Older pods were reported when they were young, or no one waits for the report any more. */
export const OLD_MS = 3_600_000;

export interface Look {
  /** The earlier look, if it was at the same pod. */
  readonly before: WatchedPod | undefined;
  readonly now: number;
  /** `undefined`: its namespace is not ours. */
  readonly mutate: (pod: JsonObject) => Mutation | undefined;
}

/** `undefined`: nothing about the pod is of interest. It is decided about once; later looks are at its pull alone. */
export function lookAtPod(pod: JsonObject, { before, now, mutate }: Look): WatchedPod | undefined {
  const metadata = objectAt(pod, "metadata");
  const uid = textAt(metadata, "uid") ?? "";
  const pull = readPull(pod);
  if (hasEnded(pod, pull)) return undefined;
  if (before?.uid === uid) return { ...before, pull };
  const mutation = mutate(pod);
  if (mutation === undefined) return undefined;
  const { outcome, problems } = judgePod(pod, mutation);
  return {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    uid,
    firstLook: now,
    isOld: now - createdAt(pod) > OLD_MS,
    outcome,
    hasProblems: problems.length > 0,
    pull,
  };
}

/** Whether what happened to the pod since the earlier look is to be reported. */
export function isNews(now: WatchedPod, before: WatchedPod | undefined): boolean {
  const isFirst = before?.uid !== now.uid;
  if (isFirst && now.hasProblems && !now.isOld) return true;
  return hasFailed(now) && now.pull?.end?.finishedAt !== (isFirst ? undefined : before.pull?.end?.finishedAt);
}

/** Whether the last run of its pull failed, and not before anyone looked at a pod that was old then. */
export function hasFailed({ pull, isOld, firstLook }: WatchedPod): boolean {
  const end = pull?.end;
  if (end === undefined || end.exitCode === 0) return false;
  return !isOld || end.finishedAt > firstLook;
}

export function createdAt(pod: JsonObject): number {
  return Date.parse(textAt(objectAt(pod, "metadata"), "creationTimestamp") ?? "") || 0;
}

/** A pod that is not restarted fails with its pull: that one is of interest until it is deleted. */
function hasEnded(pod: JsonObject, pull: Pull | undefined): boolean {
  const phase = textAt(objectAt(pod, "status"), "phase");
  const isEnding = textAt(objectAt(pod, "metadata"), "deletionTimestamp") !== undefined;
  return isEnding || phase === "Succeeded" || (phase === "Failed" && pull?.state !== "failing");
}
