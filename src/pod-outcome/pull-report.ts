import { durationText } from "../kubernetes/duration.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { isImageTrouble } from "../kubernetes/waiting-reason.ts";
import { PULL_NAME } from "../model-express/pull-container.ts";
import { countRestarts, isReported, lastWords, type Pull, readPull, readWaiting } from "./pull.ts";

/** The state of a pod's pull, for messages. */
export interface PullReport {
  /** In a few words: `running for 12m of 2h, until 10:15 UTC`. */
  readonly text: string;
  /** Whether its last run failed, or it cannot start. */
  readonly isFailing: boolean;
  /** If it is failing: its last message, or Kubernetes'. */
  readonly message?: string;
  /** The way out, where the message has none. */
  readonly fix?: string;
  readonly restarts: number;
}

/** The way out if the pull's own image cannot be had. */
const PULL_IMAGE_FIX =
  "the image is that of the instance (annotation image on its Service, spec.image of its ModelExpress) or the " +
  "configuration's pull.image; correct it, make the registry reachable from the node, or name a Secret of the pod's " +
  "namespace in the instance's annotation image-pull-secrets";

/**
 * `undefined` until the kubelet reports a status, or if there is no pull.
 *
 * @param now milliseconds since the epoch
 */
export function reportPull(pod: JsonObject, now: number): PullReport | undefined {
  const pull = readPull(pod);
  if (pull === undefined || !isReported(pod)) return undefined;
  const restarts = countRestarts(pod);
  switch (pull.state) {
    case "done":
      return { text: `done${describeDuration(pull)}`, isFailing: false, restarts };
    case "waiting":
      return { text: waitingText(pod), isFailing: false, restarts };
    case "running":
      return { ...runningReport(pod, pull, now), restarts };
    case "failing":
      return { ...failureReport(pod, pull, now), restarts };
  }
}

function describeDuration({ end }: Pull): string {
  return end === undefined || end.startedAt === 0 ? "" : ` in ${durationText((end.finishedAt - end.startedAt) / 1000)}`;
}

/** Init containers run in order, so it waits for the first unfinished one before it. */
function waitingText(pod: JsonObject): string {
  const statuses = objectsAt(objectAt(pod, "status"), "initContainerStatuses");
  const earlier = statuses.find((status) => isObstacle(status));
  const name = earlier === undefined ? undefined : textAt(earlier, "name");
  if (name !== undefined && name !== PULL_NAME) return `waits for init container ${name}, which runs first`;
  return `waits for its start (${readWaiting(pod).reason})`;
}

function isObstacle(status: JsonObject): boolean {
  if (member(status, "started") === true) return false;
  return member(objectAt(objectAt(status, "state"), "terminated"), "exitCode") !== 0;
}

function runningReport(pod: JsonObject, pull: Pull, now: number): Omit<PullReport, "restarts"> {
  const { runningSince = now, deadlineSeconds, end } = pull;
  const ran = durationText((now - runningSince) / 1000);
  const until = new Date(runningSince + deadlineSeconds * 1000).toISOString().slice(11, 16);
  const text = `running for ${ran} of ${durationText(deadlineSeconds)}, until ${until} UTC`;
  if (end === undefined || end.exitCode === 0) return { text, isFailing: false };
  const message = lastWords(pod);
  return { text: `${text}; the run before ended with exit code ${end.exitCode}`, isFailing: true, message };
}

function failureReport(pod: JsonObject, { end }: Pull, now: number): Omit<PullReport, "restarts"> {
  if (end !== undefined) {
    const ago = end.finishedAt === 0 ? "" : ` ${durationText((now - end.finishedAt) / 1000)} ago`;
    return { text: `failed with exit code ${end.exitCode}${ago}`, isFailing: true, message: lastWords(pod) };
  }
  const { reason, message } = readWaiting(pod);
  const words = message?.trim().split("\n").at(-1);
  return {
    text: `cannot start (${reason})`,
    isFailing: true,
    message: words ?? reason,
    ...(isImageTrouble(reason) ? { fix: PULL_IMAGE_FIX } : {}),
  };
}
