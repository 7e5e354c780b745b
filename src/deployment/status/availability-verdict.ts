import { compareTexts } from "../../kubernetes/compare-texts.ts";
import type { ActualState } from "../actual/actual-state.ts";
import type { ServerPod } from "../actual/workload.ts";
import type { ModelExpress } from "../model-express.ts";
import { type Problem, REASONS, type Reason, type Verdict } from "./reason.ts";

/** Whether the server is available, judged from the status of its Deployment and pods. */
export function judgeAvailability(
  { name, namespace, status }: ModelExpress,
  { workload, pods, sharer }: Pick<ActualState, "workload" | "pods" | "sharer">,
  problems: readonly Problem[],
): Verdict {
  const [problem] = problems;
  if (sharer !== undefined)
    return not("CacheShared", `it does not run, because ModelExpress ${sharer.name} has the same cache`);
  if (problem !== undefined) return not(problem.reason, problem.message);
  if (workload === undefined) return not("Progressing", "its Deployment is being created");
  if (!workload.isObserved)
    return readPreviousVerdict(status) ?? not("Progressing", "its Deployment is being processed");
  if (workload.isAvailable) return { isTrue: true, reason: "Serving", message: "the server answers" };
  if (workload.refusal !== undefined) return not("PodsRefused", workload.refusal);
  const pod = findNewest(pods);
  if (pod?.trouble !== undefined) return not(pod.trouble.reason, `pod ${pod.name}: ${pod.trouble.message}`);
  if (pod?.isEnding) return not("Progressing", `pod ${pod.name}, the previous server, is terminating`);
  return not("Progressing", `the server is starting: kubectl -n ${namespace} describe deployment ${name}`);
}

/** Until the controller manager has processed a change, the Deployment's status describes the previous generation. */
function readPreviousVerdict({ conditions = [] }: ModelExpress["status"]): Verdict | undefined {
  const before = conditions.find(({ type }) => type === "Available");
  if (before === undefined || !isReason(before.reason)) return undefined;
  return { ...before, isTrue: before.status === "True", reason: before.reason };
}

/** An older version may have written another one. */
function isReason(text: string): text is Reason {
  return Object.hasOwn(REASONS, text);
}

/** A terminating pod counts only if there is no other. */
function findNewest(pods: readonly ServerPod[]): ServerPod | undefined {
  return [...pods].sort((a, b) => Number(a.isEnding) - Number(b.isEnding) || compareTexts(b.createdAt, a.createdAt))[0];
}

function not(reason: Reason, message: string): Verdict {
  return { isTrue: false, reason, message };
}
