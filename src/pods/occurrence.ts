import type { JsonObject } from "../kubernetes/json.ts";
import type { Judgement, ProblemReason } from "./judge-pod.ts";
import { lastWords } from "./pull.ts";
import { createdAt, hasFailed, OLD_MS, type WatchedPod } from "./watched-pod.ts";

/** A problem at a time, as Events report it. */
export interface Occurrence {
  readonly reason: ProblemReason;
  readonly message: string;
  /** What makes it a different one on the same pod: another detail, another exit code, or a later half hour. */
  readonly podKey: string;
  /** The same for what owns the pod, to which the problem of one pod is that of all. */
  readonly ownerKey: string;
}

/** The API server forgets an Event after an hour: a pull that fails on is reported again before that. */
const AGAIN_MS = 1_800_000;

/** What is to be reported of a pod at a time. The keys depend on the pod alone, so two controllers agree on them. */
export function occurrencesOf(
  pod: JsonObject,
  { watched, judgement, now }: { readonly watched: WatchedPod; readonly judgement: Judgement; readonly now: number },
): readonly Occurrence[] {
  const created = createdAt(pod);
  const isYoung = !watched.isOld && now - created <= OLD_MS;
  const hour = Math.floor(created / OLD_MS);
  const decided = judgement.problems.map(({ reason, detail }) => ({
    reason,
    message: detail,
    podKey: detail,
    ownerKey: `${hour}`,
  }));
  return [...(isYoung ? decided : []), ...(hasFailed(watched) ? failuresOf(pod, watched) : [])];
}

function failuresOf(pod: JsonObject, { pull }: WatchedPod): readonly Occurrence[] {
  const end = pull?.end;
  if (end === undefined) return [];
  const key = `${end.exitCode} ${Math.floor(end.finishedAt / AGAIN_MS)}`;
  const message = `model-express-pull ended with exit code ${end.exitCode}: ${lastWords(pod)}`;
  return [{ reason: "PullFailed", message, podKey: key, ownerKey: key }];
}
