import type { JsonObject } from "../kubernetes/json.ts";
import { lastWords } from "../pod-outcome/pull.ts";
import { reportPull } from "../pod-outcome/pull-report.ts";
import type { Judgement, ProblemReason } from "./judge-pod.ts";
import { cannotStart, createdAt, hasFailed, OLD_MS, type WatchedPod } from "./watched-pod.ts";

/** A problem at a point in time, to report as Events. */
export interface Occurrence {
  readonly reason: ProblemReason;
  readonly message: string;
  /** Distinguishes occurrences on the same pod: by detail, exit code, or half hour. */
  readonly podKey: string;
  /** The same for the pod's owner, where the same problem of several pods is one occurrence. */
  readonly ownerKey: string;
}

/** The API server deletes an Event after an hour, so a pull that keeps failing is reported again before that. */
const AGAIN_MS = 1_800_000;

/** The occurrences to report for a pod. The keys depend on the pod alone, so two controllers agree on them. */
export function listOccurrences(
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
  return [
    ...(isYoung ? decided : []),
    ...(hasFailed(watched) ? listFailures(pod, watched) : []),
    ...(cannotStart(watched) ? [describeObstacle(pod, now)] : []),
  ];
}

function listFailures(pod: JsonObject, { pull }: WatchedPod): readonly Occurrence[] {
  const end = pull?.end;
  if (end === undefined) return [];
  const key = `${end.exitCode} ${Math.floor(end.finishedAt / AGAIN_MS)}`;
  const message = `model-express-pull ended with exit code ${end.exitCode}: ${lastWords(pod)}`;
  return [{ reason: "PullFailed", message, podKey: key, ownerKey: key }];
}

/** The kubelet alternates between two reasons for one image, so the key leaves the reason out. */
function describeObstacle(pod: JsonObject, now: number): Occurrence {
  const { text = "cannot start", message = "", fix } = reportPull(pod, now) ?? {};
  const words = [`model-express-pull ${text}: ${message}`, fix].filter((each) => each !== undefined);
  const key = "cannot start";
  return { reason: "PullFailed", message: words.join("; "), podKey: key, ownerKey: key };
}
