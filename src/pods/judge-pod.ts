import type { Mutation } from "../injection/mutate-pod.ts";
import { isWarned, REASONS, type Reason } from "../injection/reason.ts";
import type { Warning, WarningCode } from "../injection/warning.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { readAdmitted } from "../pod-outcome/admitted.ts";
import { findMissCause } from "../pod-outcome/missed.ts";
import { readPull } from "../pod-outcome/pull.ts";
import { describeUnmetRequest } from "../pod-outcome/unmet-request.ts";

/** What a pod has of Model Express. `without`: none, for a reason that its user can fix. */
export const POD_OUTCOMES = ["injected", "missed", "without", "left-alone"] as const;
export type PodOutcome = (typeof POD_OUTCOMES)[number];

/** The reason of an Event, from closed lists: the decision's, those of its warnings, and two of this part. */
export type ProblemReason = Reason | WarningCode | "PodMissed" | "PullFailed";

/** A problem to report to a pod's user. */
export interface Problem {
  readonly reason: ProblemReason;
  /** The cause and the fix. */
  readonly detail: string;
}

export interface Judgement {
  readonly outcome: PodOutcome;
  readonly problems: readonly Problem[];
}

/** Judges an existing pod by what would be decided about it now. */
export function judgePod(pod: JsonObject, { reason, decision }: Mutation): Judgement {
  const isInjected = readAdmitted(pod) !== undefined || reason === "AlreadyInjected";
  if (isInjected) return { outcome: "injected", problems: decision.outcome === "inject" ? kept(pod, decision) : [] };
  if (decision.outcome === "inject") {
    const cause = findMissCause({ pod, namespaceLabels: {}, decision, registration: "unknown" });
    return {
      outcome: "missed",
      problems: [{ reason: "PodMissed", detail: `would get its Model Express if it were created now: ${cause}` }],
    };
  }
  const unmet = describeUnmetRequest(pod, reason);
  if (unmet !== undefined) return { outcome: "without", problems: [{ reason, detail: unmet }] };
  if (!isWarned(reason)) return { outcome: "left-alone", problems: [] };
  const detail = `${REASONS[reason].sentence}: ${decision.detail}`;
  return { outcome: "without", problems: [{ reason, detail }, ...decision.warnings.map(toProblem)] };
}

/**
 * The warnings of an injected pod. On a second decision the pod has the addresses that we added, and one that refers
 * to another variable looks like an unknown one of the user's. If the pod has a pull, the address was known.
 */
function kept(pod: JsonObject, { warnings }: { readonly warnings: readonly Warning[] }): readonly Problem[] {
  const hasPull = readPull(pod) !== undefined;
  return warnings.filter(({ code }) => !(hasPull && code === "UrlUnknown")).map(toProblem);
}

function toProblem({ code, detail }: Warning): Problem {
  return { reason: code, detail };
}
