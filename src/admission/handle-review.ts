import type { PodRequest } from "../injection/decide.ts";
import type { SkipDecision } from "../injection/decision.ts";
import type { Outcome } from "../injection/outcome.ts";
import type { SkipReason } from "../injection/reason.ts";
import { DeadlineError, within } from "./deadline.ts";
import type { ReviewRequest } from "./review.ts";

/** Decides about a pod. Asynchronous if the cluster must be read. */
export type MutatePod = (request: PodRequest, budgetMilliseconds: number) => Outcome | Promise<Outcome>;

export interface Handled {
  readonly mutation: Outcome;
  /** The cause, if the mutation is `InternalError`. */
  readonly error?: unknown;
}

/** Total: every pod is admitted, unchanged if something goes wrong. */
export async function handleReview(review: ReviewRequest, mutate: MutatePod, budget: number): Promise<Handled> {
  if (!review.isPodCreation) return { mutation: unchanged("NotAPodCreation", "only CREATE of pods is handled") };
  try {
    const mutation = mutate(review, budget);
    return { mutation: mutation instanceof Promise ? await within(budget, mutation) : mutation };
  } catch (error) {
    if (error instanceof DeadlineError) return { mutation: unchanged("DeadlineExceeded", `not within ${budget} ms`) };
    return { mutation: unchanged("InternalError", "see the injector's log"), error };
  }
}

/** The mutation of a pod that is left unchanged for a reason outside of the decision. */
export function unchanged(reason: SkipReason, detail: string): Outcome {
  const decision: SkipDecision = { outcome: "skip", reason, detail, warnings: [], trace: {} };
  return { reason, decision, operations: [] };
}
