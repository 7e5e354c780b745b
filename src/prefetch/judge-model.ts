import type { ModelStatus } from "../deployment/model-express-status.ts";
import { judgePull, type ModelFacts, type ModelVerdict } from "./judge-pull.ts";

/** By then, a deleted Job is gone. */
const AGAIN_MS = 1000;

/** Decides a model's status and the next action. `isFree`: another pull may begin. */
export function judgeModel(model: string, facts: ModelFacts, isFree: boolean): ModelVerdict {
  const { recorded } = facts;
  if (recorded?.phase === "Ready") return judgeCached(model, { ...facts, recorded }, isFree);
  return judgePull(model, facts, isFree);
}

/** Keeps what is cached, and pulls it again before it is evicted. */
function judgeCached(
  model: string,
  facts: ModelFacts & { readonly recorded: ModelStatus },
  isFree: boolean,
): ModelVerdict {
  const { recorded, job, others, lifetime, now } = facts;
  const pulledAt = Date.parse(recorded.completionTime ?? "") || 0;
  const age = now - pulledAt;
  if (lifetime === undefined || age < lifetime.refreshMs) {
    const pause = lifetime && { pause: lifetime.refreshMs - age };
    return { status: recorded, remove: [...others, ...(job === undefined ? [] : [job])], ...pause };
  }
  const isOld = job !== undefined && Date.parse(job.createdAt) <= pulledAt;
  if (isOld) return { status: recorded, remove: [...others, job], pause: AGAIN_MS };
  const verdict = judgePull(model, { ...facts, recorded: undefined }, isFree);
  if (age >= lifetime.expireMs || verdict.status.phase === "Ready") return verdict;
  if (verdict.status.phase === "Failed") return verdict;
  return { ...verdict, status: recorded, pause: Math.min(verdict.pause ?? Infinity, lifetime.expireMs - age) };
}
