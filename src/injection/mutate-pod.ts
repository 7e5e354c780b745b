import type { JsonObject } from "../kubernetes/json.ts";
import type { Directory } from "../model-express/directory.ts";
import { decide, type PodRequest } from "./decide.ts";
import { chooseReason, type InjectDecision, type SkipDecision } from "./decision.ts";
import { fitForMessages } from "./fit-for-messages.ts";
import type { PatchOperation } from "./patch/operation.ts";
import { patchPod } from "./patch/patch.ts";
import { type Plan, planInjection } from "./patch/plan.ts";
import type { Reason } from "./reason.ts";
import type { Settings } from "./settings.ts";
import type { ContainerReader } from "./target/reading-cache.ts";

/** The result for a pod: the decision, and the operations that implement it. */
export type Mutation = SkipMutation | InjectMutation;

export interface SkipMutation {
  readonly reason: Reason;
  readonly decision: SkipDecision;
  readonly operations: readonly PatchOperation[];
}

export interface InjectMutation {
  /** The decision's reason, or `AlreadyInjected` if the pod lacks nothing. */
  readonly reason: Reason;
  readonly decision: InjectDecision;
  /** The desired parts of the pod. */
  readonly plan: Plan;
  /** Operations for the missing parts of the plan. */
  readonly operations: readonly PatchOperation[];
}

/** Decides, plans and patches: the whole path of a pod, in memory and without side effects. */
export function mutatePod(
  request: PodRequest,
  directory: Directory,
  settings: Settings,
  reader?: ContainerReader,
): Mutation {
  const decision = fitForMessages(decide(request, directory, settings, reader));
  if (decision.outcome === "skip") return { reason: decision.reason, decision, operations: [] };
  const plan = planInjection(decision, settings);
  const operations = patchPod(request.object as JsonObject, plan);
  return { reason: operations.length === 0 ? "AlreadyInjected" : chooseReason(decision), decision, plan, operations };
}
