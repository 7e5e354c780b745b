import { byAge, GRPC_PORT, urlOf } from "../../model-express/instance.ts";
import type { ActualState } from "../actual/actual-state.ts";
import type { ClaimPlan } from "../desired/claim.ts";
import type { InvalidModelExpress, ModelExpress } from "../model-express.ts";
import { CONDITIONS, type Condition, type ConditionType, type ModelExpressStatus } from "../model-express-status.ts";
import { judgeAvailability } from "./availability-verdict.ts";
import { judgeClaim } from "./claim-verdict.ts";
import type { Problem, Verdict } from "./reason.ts";

export interface Judged {
  readonly actual: ActualState;
  readonly differences: ClaimPlan["differences"];
  readonly problems: readonly Problem[];
  /** RFC 3339. */
  readonly now: string;
}

/** Computes the status of a `ModelExpress`. */
export function computeStatus(
  instance: ModelExpress,
  { actual, differences, problems, now }: Judged,
): ModelExpressStatus {
  const ofClaim = problems.find(({ kind }) => kind === "PersistentVolumeClaim");
  const others = problems.filter((problem) => problem !== ofClaim);
  const claim = judgeClaim(instance, { ...actual, differences, problem: ofClaim });
  const available = judgeAvailability(instance, actual, others);
  const ready = judgeReadiness(instance, actual, [claim, available]);
  const isKnown = actual.service?.owner === instance.uid;
  return {
    observedGeneration: ready.observedGeneration ?? instance.generation,
    ...(isKnown ? { url: urlOf({ ...instance, port: GRPC_PORT }, "") } : {}),
    claim: instance.spec.pvc.name,
    conditions: buildConditions(instance, { ClaimReady: claim, Available: available, Ready: ready }, now),
  };
}

/** The status of a `ModelExpress` with an invalid spec. */
export function computeInvalidStatus(instance: InvalidModelExpress, now: string): ModelExpressStatus {
  const verdict: Verdict = { isTrue: false, reason: "InvalidSpec", message: instance.problem };
  const verdicts = { ClaimReady: verdict, Available: verdict, Ready: verdict };
  return { observedGeneration: instance.generation, conditions: buildConditions(instance, verdicts, now) };
}

/** Repeats the first condition that is not true, because it causes the others. */
function judgeReadiness(instance: ModelExpress, { rivals }: ActualState, parts: readonly Verdict[]): Verdict {
  const trouble = parts.find(({ isTrue }) => !isTrue);
  if (trouble !== undefined) return trouble;
  const observedGeneration = parts.find((part) => part.observedGeneration !== undefined)?.observedGeneration;
  const [chosen] = [...rivals].sort(byAge);
  const { name, spec } = instance;
  if (chosen === undefined || chosen.name === name) {
    const pods =
      spec.dynamoNamespace === "global"
        ? "pods of every dynamo namespace"
        : `pods of dynamo namespace ${spec.dynamoNamespace}`;
    return { isTrue: true, reason: "Ready", message: `${pods} get it`, observedGeneration };
  }
  const message = `pods of dynamo namespace ${spec.dynamoNamespace} get Service ${chosen.name}, which is older`;
  return { isTrue: false, reason: "OlderInstance", message, observedGeneration };
}

function buildConditions(
  { generation, status }: Pick<ModelExpress, "generation" | "status">,
  verdicts: Readonly<Record<ConditionType, Verdict>>,
  now: string,
): Condition[] {
  return CONDITIONS.map((type) => {
    const { isTrue, reason, message, observedGeneration = generation } = verdicts[type];
    const value = isTrue ? "True" : "False";
    const before = status.conditions?.find((condition) => condition.type === type);
    const since = before?.status === value ? before.lastTransitionTime : now;
    return { type, status: value, reason, message, observedGeneration, lastTransitionTime: since };
  });
}
