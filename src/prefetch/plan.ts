import type { ModelStatus } from "../deployment/model-express-status.ts";
import type { PullJob } from "./actual/pull-job.ts";
import type { PullPod } from "./actual/pull-pod.ts";
import type { Attempt } from "./desired/pull-job.ts";
import { judgeModel, type ModelFacts } from "./judge-model.ts";
import { formatModelName } from "./model-name.ts";

/** What is known of an instance's models. Times are milliseconds since the epoch. */
export interface PrefetchFacts {
  /** Each once: those of the spec, and those that pods wait for. */
  readonly wanted: readonly string[];
  /** What the status says of the cache that there is now. */
  readonly recorded: readonly ModelStatus[];
  /** The instance's own. */
  readonly jobs: readonly PullJob[];
  readonly pods: readonly PullPod[];
  /** What the pods that pull have on disk, by their names. */
  readonly bytes: ReadonlyMap<string, number>;
  /** Why the API server does not take Jobs or their pods, by model. */
  readonly refusals: ReadonlyMap<string, string>;
  /** Why no pull can begin now, a phrase; `undefined`: nothing speaks against it. */
  readonly hindrance: string | undefined;
  readonly now: number;
}

/** What to do, and what to say of it. */
export interface PrefetchPlan {
  readonly models: readonly ModelStatus[];
  readonly start: readonly Attempt[];
  readonly remove: readonly PullJob[];
  /** Milliseconds after which to look again although nothing changes. */
  readonly pause: number | undefined;
}

/** The server downloads each model in several chunks at once, so few models fill a line. */
const MOST_AT_ONCE = 4;
/** Of models that no one wants any more, and that are in the cache. */
const MOST_KEPT = 64;

/** The next step towards the wanted models. Pure: the status holds all that a new controller needs to go on. */
export function planPrefetch(facts: PrefetchFacts): PrefetchPlan {
  const active = facts.jobs.filter(({ state, isEnding }) => state === "active" && !isEnding);
  let slots = MOST_AT_ONCE - active.filter(({ model }) => facts.wanted.includes(model)).length;
  const verdicts = facts.wanted.map((model) => {
    const verdict = judgeModel(model, factsOf(model, facts), slots > 0);
    if (verdict.start !== undefined) slots -= 1;
    return verdict;
  });
  const pauses = verdicts.flatMap(({ pause }) => pause ?? []);
  return {
    models: [...verdicts.map(({ status }) => status), ...kept(facts)],
    start: verdicts.flatMap(({ start }) => start ?? []),
    remove: [...verdicts.flatMap(({ remove }) => remove), ...facts.jobs.filter(isUnwanted(facts.wanted))],
    pause: pauses.length === 0 ? undefined : Math.min(...pauses),
  };
}

function factsOf(model: string, { recorded, jobs, pods, bytes, refusals, hindrance, now }: PrefetchFacts): ModelFacts {
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
    now,
  };
}

function isUnwanted(wanted: readonly string[]): (job: PullJob) => boolean {
  return ({ model, isEnding }) => !isEnding && !wanted.includes(model);
}

/** What was brought stays in the cache, so the status says so. */
function kept({ recorded, wanted }: PrefetchFacts): readonly ModelStatus[] {
  const ready = recorded.filter((each) => each.phase === "Ready" && !wanted.includes(formatModelName(each)));
  return ready.toSorted((a, b) => order(b.completionTime, a.completionTime)).slice(0, MOST_KEPT);
}

function order(a = "", b = ""): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
