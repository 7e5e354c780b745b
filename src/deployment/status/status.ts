import { buildUrl, byAge, GRPC_PORT } from "../../model-express/instance.ts";
import type { ActualState } from "../actual/actual-state.ts";
import type { ClaimPlan } from "../desired/claim.ts";
import type { InvalidModelExpress, ModelExpress } from "../model-express.ts";
import {
  CONDITIONS,
  type Condition,
  MODELS_CONDITION,
  type ModelExpressStatus,
  type ModelStatus,
} from "../model-express-status.ts";
import { judgeAvailability } from "./availability-verdict.ts";
import { judgeClaim } from "./claim-verdict.ts";
import type { Problem, Verdict } from "./reason.ts";

/** The status of an instance's models. */
export interface JudgedModels {
  readonly models: readonly ModelStatus[];
  readonly cacheId: string | undefined;
  /** Absent if the spec lists none. */
  readonly listed:
    | { readonly ready: string; readonly verdict: { isTrue: boolean; reason: string; message: string } }
    | undefined;
}

export interface Judged {
  readonly actual: ActualState;
  readonly differences: ClaimPlan["differences"];
  readonly problems: readonly Problem[];
  /** `undefined` if the instance has none. */
  readonly models?: JudgedModels | undefined;
  /** RFC 3339. */
  readonly now: string;
}

/** Computes the status of a `ModelExpress`. */
export function computeStatus(instance: ModelExpress, judged: Judged): ModelExpressStatus {
  const { actual, differences, problems, models, now } = judged;
  const ofClaim = problems.find(({ kind }) => kind === "PersistentVolumeClaim");
  const others = problems.filter((problem) => problem !== ofClaim);
  const claim = judgeClaim(instance, { ...actual, differences, problem: ofClaim });
  const available = judgeAvailability(instance, actual, others);
  const ready = judgeReadiness(instance, actual, isOfPod(actual, available) ? [available, claim] : [claim, available]);
  const isKnown = actual.service?.owner === instance.uid;
  return {
    observedGeneration: ready.observedGeneration ?? instance.generation,
    ...(isKnown ? { url: buildUrl({ ...instance, port: GRPC_PORT }, "") } : {}),
    claim: instance.spec.pvc.name,
    ...(models === undefined ? {} : computeModels(models)),
    conditions: buildConditions(
      instance,
      [
        ["ClaimReady", claim],
        ["Available", available],
        ["Ready", ready],
        ...(models?.listed === undefined ? [] : [[MODELS_CONDITION, models.listed.verdict] as const]),
      ],
      now,
    ),
  };
}

function computeModels({ models, cacheId, listed }: JudgedModels): Partial<ModelExpressStatus> {
  return {
    ...(cacheId === undefined ? {} : { cacheId }),
    ...(listed === undefined ? {} : { modelsReady: listed.ready }),
    ...(models.length === 0 ? {} : { models: [...models] }),
  };
}

/** The status of a `ModelExpress` with an invalid spec. */
export function computeInvalidStatus(instance: InvalidModelExpress, now: string): ModelExpressStatus {
  const verdict: Verdict = { isTrue: false, reason: "InvalidSpec", message: instance.problem };
  const verdicts = CONDITIONS.map((type) => [type, verdict] as const);
  return { observedGeneration: instance.generation, conditions: buildConditions(instance, verdicts, now) };
}

/** A claim that waits for the server's pod is not the cause, if something keeps that pod from running. */
function isOfPod({ claim, storageClass }: ActualState, available: Verdict): boolean {
  return claim?.phase === "Pending" && storageClass?.waitsForPod === true && available.reason !== "Progressing";
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
  verdicts: readonly (readonly [type: string, verdict: Omit<Verdict, "reason"> & { readonly reason: string }])[],
  now: string,
): Condition[] {
  return verdicts.map(([type, { isTrue, reason, message, observedGeneration = generation }]) => {
    const value = isTrue ? "True" : "False";
    const before = status.conditions?.find((condition) => condition.type === type);
    const since = before?.status === value ? before.lastTransitionTime : now;
    return { type, status: value, reason, message, observedGeneration, lastTransitionTime: since };
  });
}
