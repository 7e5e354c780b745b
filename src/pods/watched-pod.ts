import type { Mutation } from "../injection/mutate-pod.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { type Pull, readPull } from "../pod-outcome/pull.ts";
import { type Judgement, judgePod, POD_OUTCOMES } from "./judge-pod.ts";

/** `undecided`: the decision may take long, and waits for its turn. */
export const POD_STATES = [...POD_OUTCOMES, "undecided"] as const;

/** The part of a pod that is cached: a few hundred bytes. Times are milliseconds since the epoch. */
export interface WatchedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** When it was first observed. */
  readonly firstLook: number;
  /** Whether it was older than an hour by then. */
  readonly isOld: boolean;
  readonly outcome: (typeof POD_STATES)[number];
  readonly hasProblems: boolean;
  readonly pull: Pull | undefined;
}

/** Older pods are not reported: they were when they were young, or no one waits for the report any more. */
export const OLD_MS = 3_600_000;

export interface Look {
  /** The previous observation, if it is of the same pod. */
  readonly before: WatchedPod | undefined;
  readonly now: number;
  /** Returns `undefined` for a namespace that is not ours, and `later` instead of taking long. */
  readonly mutate: (pod: JsonObject) => Mutation | "later" | undefined;
}

/**
 * Observes a pod; `undefined` if there is nothing to track. Decides about it once; later observations only follow its
 * pull.
 */
export function lookAtPod(pod: JsonObject, { before, now, mutate }: Look): WatchedPod | undefined {
  const metadata = objectAt(pod, "metadata");
  const uid = textAt(metadata, "uid") ?? "";
  const pull = readPull(pod);
  if (hasEnded(pod, pull)) return undefined;
  if (before?.uid === uid) return { ...before, pull };
  const mutation = mutate(pod);
  if (mutation === undefined) return undefined;
  const undecided: WatchedPod = {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    uid,
    firstLook: now,
    isOld: now - createdAt(pod) > OLD_MS,
    outcome: "undecided",
    hasProblems: false,
    pull,
  };
  return mutation === "later" ? undecided : withJudgement(undecided, judgePod(pod, mutation));
}

/** The pod after its decision. */
export function withJudgement(pod: WatchedPod, { outcome, problems }: Judgement): WatchedPod {
  return { ...pod, outcome, hasProblems: problems.length > 0 };
}

/** Whether there is something new to report since the previous observation. */
export function isNews(now: WatchedPod, before: WatchedPod | undefined): boolean {
  if (now.outcome === "undecided" && before?.outcome !== "undecided") return true;
  const isFirst = before?.uid !== now.uid;
  if (isFirst && now.hasProblems && !now.isOld) return true;
  const known = isFirst ? undefined : before.pull;
  if (cannotStart(now) && known?.obstacle === undefined) return true;
  return hasFailed(now) && now.pull?.end?.finishedAt !== known?.end?.finishedAt;
}

/** Whether its pull cannot start. An old pod was reported when it was young. */
export function cannotStart({ pull, isOld }: WatchedPod): boolean {
  return pull?.obstacle !== undefined && !isOld;
}

/**
 * Whether the last run of its pull failed. Ignores failures of a pod that was old, from before the first observation.
 */
export function hasFailed({ pull, isOld, firstLook }: WatchedPod): boolean {
  const end = pull?.end;
  if (end === undefined || end.exitCode === 0) return false;
  return !isOld || end.finishedAt > firstLook;
}

export function createdAt(pod: JsonObject): number {
  return Date.parse(textAt(objectAt(pod, "metadata"), "creationTimestamp") ?? "") || 0;
}

/** A pod without restarts fails together with its pull. That pull is tracked until the pod is deleted. */
function hasEnded(pod: JsonObject, pull: Pull | undefined): boolean {
  const phase = textAt(objectAt(pod, "status"), "phase");
  const isEnding = textAt(objectAt(pod, "metadata"), "deletionTimestamp") !== undefined;
  return isEnding || phase === "Succeeded" || (phase === "Failed" && pull?.state !== "failing");
}
