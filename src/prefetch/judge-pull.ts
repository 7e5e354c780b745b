import type { ModelStatus, Phase } from "../deployment/model-express-status.ts";
import type { PullJob } from "./actual/pull-job.ts";
import { parseReport, readCause } from "./actual/pull-output.ts";
import type { PullPod } from "./actual/pull-pod.ts";
import type { Attempt } from "./desired/pull-job.ts";
import type { Lifetime } from "./lifetime.ts";
import { parseModelName } from "./model-name.ts";

/** What is known about one model. */
export interface ModelFacts {
  readonly recorded: ModelStatus | undefined;
  /** The Job of the latest attempt. */
  readonly job: PullJob | undefined;
  /** The Jobs of earlier attempts. */
  readonly others: readonly PullJob[];
  readonly pod: PullPod | undefined;
  readonly bytes: number | undefined;
  readonly refusal: string | undefined;
  readonly hindrance: string | undefined;
  /** `undefined`: nothing is evicted. */
  readonly lifetime: Lifetime | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface ModelVerdict {
  readonly status: ModelStatus;
  readonly start?: Attempt;
  readonly remove: readonly PullJob[];
  /** Milliseconds. */
  readonly pause?: number;
}

/** The delay after the first failure, doubled after each further one. */
const FIRST_RETRY_MS = 60_000;
const MOST_RETRY_MS = 3_600_000;
/** By then, a Job has its pod or an Event that explains why not. */
export const PODLESS_MS = 10_000;
/** A quota may have grown by then. */
const REFUSED_MS = 60_000;

const STARTING = "its pod is starting";
const SUSPENDED = "its Job is suspended, as Kueue does it: see kubectl describe job";

/** Decides about a model that does not count as cached. `isFree`: another pull may begin. */
export function judgePull(model: string, facts: ModelFacts, isFree: boolean): ModelVerdict {
  const { job, others } = facts;
  if (job === undefined) return judgeWithoutJob(model, facts, isFree);
  if (job.state === "complete") return { status: describeCompleted(model, job, facts), remove: others };
  if (job.state === "failed") return judgeFailed(model, { ...facts, job }, isFree);
  const podless = facts.refusal === undefined ? PODLESS_MS : REFUSED_MS;
  const pause = facts.pod === undefined && !job.isSuspended ? { pause: podless } : {};
  return { status: describeProgress(model, job, facts), remove: others, ...pause };
}

/** A failed attempt's Job is kept until the next attempt, so that its log stays readable. */
function judgeFailed(model: string, facts: ModelFacts & { readonly job: PullJob }, isFree: boolean): ModelVerdict {
  const { job, recorded, others } = facts;
  const isRecorded = recorded?.phase === "Failed" && (recorded.attempts ?? 0) >= job.attempt;
  if (!isRecorded)
    return { status: describeFailed(model, job, facts), remove: others, pause: computeRetryMs(job.attempt) };
  const next = judgeWithoutJob(model, facts, isFree);
  return { ...next, remove: next.start === undefined ? others : [...others, job] };
}

function judgeWithoutJob(model: string, facts: ModelFacts, isFree: boolean): ModelVerdict {
  const { recorded, refusal, hindrance, now } = facts;
  const failures = countFailures(recorded);
  const wait =
    recorded?.phase === "Failed" ? Date.parse(recorded.completionTime ?? "") + computeRetryMs(failures) - now : 0;
  if (recorded?.phase === "Failed" && wait > 0) return { status: recorded, remove: [], pause: wait };
  const pending = (message: string): ModelStatus => buildStatus(model, "Pending", { attempts: failures + 1, message });
  const stays = recorded?.phase === "Failed" ? recorded : undefined;
  if (hindrance !== undefined) return { status: stays ?? pending(hindrance), remove: [] };
  if (refusal !== undefined) return { status: pending(refusal), remove: [], pause: REFUSED_MS };
  if (!isFree) return { status: stays ?? pending("it waits for other pulls of this instance"), remove: [] };
  return { status: pending(STARTING), start: { model, number: failures + 1 }, remove: [] };
}

/** Counts failed attempts. The status of an attempt that has not failed counts that attempt, too. */
function countFailures(recorded: ModelStatus | undefined): number {
  if (recorded === undefined) return 0;
  return recorded.phase === "Failed" ? (recorded.attempts ?? 1) : (recorded.attempts ?? 1) - 1;
}

function describeCompleted(model: string, job: PullJob, { pod }: ModelFacts): ModelStatus {
  return buildStatus(model, "Ready", {
    ...parseReport(pod?.end?.message ?? ""),
    startTime: pod?.startedAt ?? job.createdAt,
    completionTime: pod?.end?.finishedAt ?? job.endedAt,
  });
}

function describeFailed(model: string, job: PullJob, { pod }: ModelFacts): ModelStatus {
  const { name } = parseModelName(model);
  const cause = readCause(pod?.end?.message ?? "") ?? job.message ?? "its Job failed";
  const message = cause.replace(`${model}: `, "").replace(`${name}: `, "");
  return buildStatus(model, "Failed", {
    attempts: job.attempt,
    startTime: pod?.startedAt ?? job.createdAt,
    completionTime: job.endedAt ?? pod?.end?.finishedAt,
    message: `${message}; the next attempt is at least ${computeRetryMs(job.attempt) / 60_000} min after this one`,
  });
}

function describeProgress(model: string, job: PullJob, { pod, bytes, refusal }: ModelFacts): ModelStatus {
  const attempts = job.attempt > 1 ? { attempts: job.attempt } : {};
  if (pod?.isRunning || pod?.end !== undefined) {
    return buildStatus(model, "Downloading", { ...attempts, bytes, startTime: pod.startedAt });
  }
  const message = refusal ?? pod?.trouble ?? (job.isSuspended ? SUSPENDED : STARTING);
  return buildStatus(model, "Pending", { ...attempts, message: message.slice(0, 512) });
}

function buildStatus(model: string, phase: Phase, rest: Partial<ModelStatus>): ModelStatus {
  const { attempts, ...others } = rest;
  const isFirst = attempts === 1 && phase !== "Failed";
  const stated = Object.entries({ ...others, attempts: isFirst ? undefined : attempts });
  return { ...parseModelName(model), phase, ...Object.fromEntries(stated.filter(([, value]) => value !== undefined)) };
}

function computeRetryMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MOST_RETRY_MS);
}
