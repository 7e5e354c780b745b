import type { ModelStatus } from "../deployment/model-express-status.ts";
import { pickSoonest } from "../pick-soonest.ts";
import type { GatedPod } from "./actual/gated-pod.ts";
import { formatModelName } from "./model-name.ts";

/** Reasons to remove a gate; `orphaned`: nothing would bring the models. */
export const REMOVALS = ["cached", "failed", "deadline", "orphaned"] as const;
export type Removal = (typeof REMOVALS)[number];

export interface GateFacts {
  readonly pods: readonly GatedPod[];
  /** The known state of the instance's cache. */
  readonly models: readonly ModelStatus[];
  readonly refusals: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface GateVerdict {
  readonly removals: readonly { readonly pod: GatedPod; readonly why: Removal }[];
  /** Milliseconds until the next deadline. */
  readonly pause: number | undefined;
}

/**
 * Grove terminates a gang that stays unavailable for its termination delay: 15 minutes in Dynamo's chart
 * (`dynamo.groveTerminationDelay`), 4 hours by Grove's own default.
 */
const MOST_GANG_SECONDS = 720;

/** Finds the pods whose wait is over. Pods of a gang start together, so each waits for the models of all. */
export function judgeGates({ pods, models, refusals, now }: GateFacts): GateVerdict {
  const phases = new Map(models.map((model) => [formatModelName(model), model.phase]));
  const gangs = Map.groupBy(pods, ({ gang, uid }) => gang ?? uid);
  const verdicts = [...gangs.values()].flatMap((gang) => {
    const needed = gang.flatMap((pod) => pod.models);
    const hasFailed = needed.some((model) => phases.get(model) === "Failed" || refusals.has(model));
    const isCached = needed.every((model) => phases.get(model) === "Ready");
    const isIncomplete = gang.some(({ isGangIncomplete }) => isGangIncomplete);
    return gang.map((pod) => ({ pod, why: decideRemoval(pod, { hasFailed, isCached, isIncomplete, now }) }));
  });
  const waits = verdicts.flatMap(({ pod, why }) => (why === undefined ? [computeDeadline(pod) - now] : []));
  return {
    removals: verdicts.flatMap(({ pod, why }) => (why === undefined ? [] : [{ pod, why }])),
    pause: pickSoonest(waits),
  };
}

/** A controller that is there removes a gate within this time after its deadline. */
const LATE_MS = 120_000;

/** What a person is to know of a pod whose gate should be gone, and the way out; `undefined`: it is not overdue. */
export function describeOverdueGate(pod: GatedPod, now: number): string | undefined {
  if (now < computeDeadline(pod) + LATE_MS) return undefined;
  return (
    "held by the scheduling gate of its models beyond its deadline: no controller removes it. See that the controller " +
    "runs, or let the pod go by hand (docs/prefetch.md, If the controller stops)"
  );
}

function decideRemoval(
  pod: GatedPod,
  gang: { hasFailed: boolean; isCached: boolean; isIncomplete: boolean; now: number },
): Removal | undefined {
  if (gang.now >= computeDeadline(pod)) return "deadline";
  if (gang.hasFailed) return "failed";
  return gang.isCached && !gang.isIncomplete ? "cached" : undefined;
}

function computeDeadline({ createdAt, deadlineSeconds, gang }: GatedPod): number {
  return createdAt + 1000 * (gang === undefined ? deadlineSeconds : Math.min(deadlineSeconds, MOST_GANG_SECONDS));
}
