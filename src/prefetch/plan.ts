import type { ModelStatus } from "../deployment/model-express-status.ts";
import { compareTexts } from "../kubernetes/compare-texts.ts";
import { pickSoonest } from "../pick-soonest.ts";
import type { PullJob } from "./actual/pull-job.ts";
import type { PullPod } from "./actual/pull-pod.ts";
import type { Attempt } from "./desired/pull-job.ts";
import { judgeModel } from "./judge-model.ts";
import type { ModelFacts } from "./judge-pull.ts";
import type { Lifetime } from "./lifetime.ts";
import { formatModelName } from "./model-name.ts";

/** The state of an instance's models. Times are milliseconds since the epoch. */
export interface PrefetchFacts {
  /** Without duplicates: the models of the spec, and those that pods wait for. */
  readonly wanted: readonly string[];
  /** The models in the status, for the current cache. */
  readonly recorded: readonly ModelStatus[];
  /** The instance's own Jobs. */
  readonly jobs: readonly PullJob[];
  readonly pods: readonly PullPod[];
  /** The bytes on disk, by pod name. */
  readonly bytes: ReadonlyMap<string, number>;
  /** Why the API server refuses Jobs or their pods, by model. */
  readonly refusals: ReadonlyMap<string, string>;
  /** Why no pull can start now, as a phrase; `undefined` if nothing prevents it. */
  readonly hindrance: string | undefined;
  /** How long a pulled model counts as cached; absent for one that nothing evicts. */
  readonly lifetimes: ReadonlyMap<string, Lifetime>;
  readonly now: number;
}

/** The Jobs to start and remove, and the resulting status. */
export interface PrefetchPlan {
  readonly models: readonly ModelStatus[];
  readonly start: readonly Attempt[];
  readonly remove: readonly PullJob[];
  /** Milliseconds after which to reconcile again without a change. */
  readonly pause: number | undefined;
}

/** The server downloads each model in several concurrent chunks, so a few models saturate the connection. */
const MOST_AT_ONCE = 4;
/** The maximum number of models in the status that are no longer wanted. */
const MOST_KEPT = 64;
/** How long the status shows the failure of a model that is no longer wanted: a pod wants it only until its gate goes. */
const FAILURE_KEPT_MS = 600_000;

/**
 * Plans the next step towards the wanted models. Pure: the status contains everything that a restarted controller
 * needs.
 */
export function planPrefetch(facts: PrefetchFacts): PrefetchPlan {
  const active = facts.jobs.filter(({ state, isEnding }) => state === "active" && !isEnding);
  let slots = MOST_AT_ONCE - active.filter(({ model }) => facts.wanted.includes(model)).length;
  const verdicts = facts.wanted.map((model) => {
    const verdict = judgeModel(model, collectFacts(model, facts), slots > 0);
    if (verdict.start !== undefined) slots -= 1;
    return verdict;
  });
  const kept = listKept(facts);
  return {
    models: [...verdicts.map(({ status }) => status), ...kept],
    start: verdicts.flatMap(({ start }) => start ?? []),
    remove: [...verdicts.flatMap(({ remove }) => remove), ...facts.jobs.filter(isUnwanted(facts.wanted))],
    pause: pickSoonest([...verdicts.map(({ pause }) => pause), ...listPauses(kept, facts)]),
  };
}

function collectFacts(
  model: string,
  { recorded, jobs, pods, bytes, refusals, hindrance, lifetimes, now }: PrefetchFacts,
): ModelFacts {
  const own = jobs.filter((job) => job.model === model && !job.isEnding);
  const job = own.toSorted((a, b) => b.attempt - a.attempt)[0];
  const pod = pods.findLast((each) => each.job === job?.name);
  return {
    recorded: recorded.find((each) => formatModelName(each) === model),
    job,
    others: own.filter((each) => each !== job),
    pod,
    bytes: pod && bytes.get(pod.name),
    refusal: refusals.get(model),
    hindrance,
    lifetime: lifetimes.get(model),
    now,
  };
}

function isUnwanted(wanted: readonly string[]): (job: PullJob) => boolean {
  return ({ model, isEnding }) => !isEnding && !wanted.includes(model);
}

/** Models that were pulled stay in the cache, and therefore in the status, until they are evicted. */
function listKept(facts: PrefetchFacts): readonly ModelStatus[] {
  const { recorded, wanted } = facts;
  const kept = recorded.filter(
    (each) => !wanted.includes(formatModelName(each)) && computeAge(each, facts) < computeLifetime(each, facts),
  );
  return kept.toSorted((a, b) => compareTexts(b.completionTime, a.completionTime)).slice(0, MOST_KEPT);
}

function listPauses(kept: readonly ModelStatus[], facts: PrefetchFacts): readonly number[] {
  return kept.filter(({ phase }) => phase === "Failed").map((each) => FAILURE_KEPT_MS - computeAge(each, facts));
}

function computeAge({ completionTime }: ModelStatus, { now }: PrefetchFacts): number {
  return now - (Date.parse(completionTime ?? "") || 0);
}

/** How long the status shows a model that is no longer wanted, in milliseconds since its pull ended. */
function computeLifetime(model: ModelStatus, { lifetimes }: PrefetchFacts): number {
  if (model.phase === "Failed") return FAILURE_KEPT_MS;
  return model.phase === "Ready" ? (lifetimes.get(formatModelName(model))?.expireMs ?? Infinity) : 0;
}
