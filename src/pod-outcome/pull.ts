import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { waitsForTurn } from "../kubernetes/waiting-reason.ts";
import { PULL_NAME, readDeadline } from "../model-express/pull-container.ts";

/** The state of a pull. `failing`: it ended with an error, or cannot start. */
export const PULL_STATES = ["waiting", "running", "failing", "done"] as const;
export type PullState = (typeof PULL_STATES)[number];

/** One finished run. Times are milliseconds since the epoch, by the kubelet's clock; 0 if unknown. */
export interface PullEnd {
  readonly exitCode: number;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** The pull of a pod, from the pod's status. */
export interface Pull {
  readonly state: PullState;
  /** The start of the current run. */
  readonly runningSince: number | undefined;
  readonly deadlineSeconds: number;
  /** The last finished run. */
  readonly end: PullEnd | undefined;
  /** Kubernetes' reason why it cannot start, such as `ImagePullBackOff`. */
  readonly obstacle: string | undefined;
}

/** Reads the pull; `undefined` if the pod has none of ours. Only ours has the deadline in its environment. */
export function readPull(pod: JsonObject): Pull | undefined {
  const container = objectsAt(objectAt(pod, "spec"), "initContainers").find(isPull);
  const deadlineSeconds = container && readDeadline(container);
  if (deadlineSeconds === undefined) return undefined;
  const status = readStatus(pod);
  const end = readEnd(lastTermination(status));
  const running = member(objectAt(status, "state"), "running");
  const state = decideState(status, end);
  return {
    state,
    runningSince: isObject(running) ? timeAt(running, "startedAt") : undefined,
    deadlineSeconds,
    end,
    obstacle: state === "failing" && end === undefined ? readWaiting(pod).reason : undefined,
  };
}

/** The last line of the last finished run's message, or the kubelet's reason. */
export function lastWords(pod: JsonObject): string {
  const ended = lastTermination(readStatus(pod));
  const reason = textAt(ended, "reason");
  const line = (textAt(ended, "message") ?? "").trim().split("\n").at(-1) ?? "";
  // Whoever is killed does not say why.
  if (member(ended, "exitCode") === KILLED && !line.includes("FAILED:")) return killed(reason ?? "SIGKILL", line);
  return line || reason || "no message";
}

const KILLED = 137;

function killed(reason: string, line: string): string {
  const cause = `killed (${reason}), as happens when memory is short; the annotation pull-resources raises its limit`;
  return line === "" ? cause : `${cause}. Before: ${line}`;
}

/** The number of restarts. */
export function countRestarts(pod: JsonObject): number {
  const restarts = member(readStatus(pod), "restartCount");
  return typeof restarts === "number" ? restarts : 0;
}

/** Kubernetes' reason why it does not run, such as `ImagePullBackOff`. */
export function readWaiting(pod: JsonObject): { readonly reason: string; readonly message: string | undefined } {
  const waiting = objectAt(objectAt(readStatus(pod), "state"), "waiting");
  return { reason: textAt(waiting, "reason") ?? "no reason", message: textAt(waiting, "message") };
}

/** Whether the kubelet has reported its status. */
export function isReported(pod: JsonObject): boolean {
  return Object.keys(readStatus(pod)).length > 0;
}

/** Whether the current run has used more than half of its time. */
export function isPastHalf({ runningSince, deadlineSeconds }: Pull, now: number): boolean {
  return runningSince !== undefined && deadlineSeconds > 0 && now - runningSince > (deadlineSeconds * 1000) / 2;
}

function readStatus(pod: JsonObject): JsonObject {
  return objectsAt(objectAt(pod, "status"), "initContainerStatuses").find(isPull) ?? {};
}

function isPull(named: JsonObject): boolean {
  return textAt(named, "name") === PULL_NAME;
}

/** A restarted container has its previous run in `lastState`. */
function lastTermination(status: JsonObject): JsonObject {
  const now = objectAt(objectAt(status, "state"), "terminated");
  return member(now, "exitCode") === undefined ? objectAt(objectAt(status, "lastState"), "terminated") : now;
}

function readEnd(terminated: JsonObject): PullEnd | undefined {
  const exitCode = member(terminated, "exitCode");
  if (typeof exitCode !== "number") return undefined;
  // A run that the kubelet lost has no times.
  return {
    exitCode,
    startedAt: timeAt(terminated, "startedAt") ?? 0,
    finishedAt: timeAt(terminated, "finishedAt") ?? 0,
  };
}

function decideState(status: JsonObject, end: PullEnd | undefined): PullState {
  const state = objectAt(status, "state");
  if (member(state, "running") !== undefined) return "running";
  if (end !== undefined) return end.exitCode === 0 ? "done" : "failing";
  const reason = textAt(objectAt(state, "waiting"), "reason");
  return reason === undefined || waitsForTurn(reason) ? "waiting" : "failing";
}

function timeAt(parent: JsonObject, key: string): number | undefined {
  const time = Date.parse(textAt(parent, key) ?? "");
  return Number.isNaN(time) ? undefined : time;
}
