import type { JsonObject } from "../kubernetes/json.ts";
import type { Directory } from "../model-express/directory.ts";
import { type DecisionSettings, decide, type PodRequest } from "./decide.ts";
import { type InjectDecision, reasonOf, type SkipDecision } from "./decision.ts";
import { fitForMessages } from "./fit-for-messages.ts";
import type { PatchOperation } from "./patch/operation.ts";
import { patchPod } from "./patch/patch.ts";
import { type Plan, planInjection } from "./patch/plan.ts";
import type { Reason } from "./reason.ts";

/** What becomes of a pod: the decision, and the operations that carry it out. */
export type Mutation = SkipMutation | InjectMutation;

export interface SkipMutation {
  readonly reason: Reason;
  readonly decision: SkipDecision;
  readonly operations: readonly PatchOperation[];
}

export interface InjectMutation {
  /** The decision's, or `AlreadyInjected` when it asks for nothing that the pod lacks. */
  readonly reason: Reason;
  readonly decision: InjectDecision;
  /** What the pod has to have. */
  readonly plan: Plan;
  /** What of the plan it lacks. */
  readonly operations: readonly PatchOperation[];
}

/** Decide, plan, patch: the whole way of a pod, in memory and without a side effect. */
export function mutatePod(request: PodRequest, directory: Directory, settings: DecisionSettings): Mutation {
  const decision = fitForMessages(decide(request, directory, settings));
  if (decision.outcome === "skip") return { reason: decision.reason, decision, operations: [] };
  const plan = planInjection(decision, settings);
  const operations = patchPod(request.object as JsonObject, plan);
  return { reason: operations.length === 0 ? "AlreadyInjected" : reasonOf(decision), decision, plan, operations };
}
