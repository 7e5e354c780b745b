import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { waitsForTurn } from "../kubernetes/waiting-reason.ts";
import { PULL_NAME } from "../model-express/pull-container.ts";
import { explainPeersFailure } from "./peers-failure.ts";
import { shareIn } from "./unschedulable.ts";

/** What keeps a pod from running. */
export interface Trouble {
  /** In Kubernetes's own words: `the pod failed (Evicted): …`. */
  readonly text: string;
  /** How the injector's additions contribute to it. */
  readonly share?: string;
  /** It may resolve by itself: the pod waits for a node, for reasons unrelated to the injector. */
  readonly isWaiting: boolean;
}

/** Finds what keeps a pod from running; `undefined` if nothing does. */
export function findTrouble(pod: JsonObject): Trouble | undefined {
  const status = objectAt(pod, "status");
  const text = describeFailure(status);
  if (text !== undefined) return { text, ...peersShare(pod, status), isWaiting: false };
  return unscheduled(pod, status) ?? containerTrouble(pod, status);
}

function describeFailure(status: JsonObject): string | undefined {
  if (textAt(status, "phase") !== "Failed") return undefined;
  const reason = textAt(status, "reason");
  if (reason === undefined) return describeEnding(status) ?? describePodFailure(status);
  return `the pod failed (${reason})${messageIn(status)}`;
}

/** A pod that is not restarted fails with its pull, which has a report of its own. */
function describePodFailure(status: JsonObject): string | undefined {
  const pull = objectsAt(status, "initContainerStatuses").find((each) => textAt(each, "name") === PULL_NAME);
  const isOfPull = pull !== undefined && readTermination(pull) !== undefined;
  return isOfPull ? undefined : `the pod failed${messageIn(status)}`;
}

function unscheduled(pod: JsonObject, status: JsonObject): Trouble | undefined {
  if (isOnNode(status)) return undefined;
  const scheduled = objectsAt(status, "conditions").find((condition) => textAt(condition, "type") === "PodScheduled");
  if (scheduled === undefined || textAt(scheduled, "status") !== "False") return undefined;
  const reason = textAt(scheduled, "reason") ?? "no reason";
  if (reason === "SchedulingGated") return { text: `the pod waits for ${listGates(pod)}`, isWaiting: true };
  const share = shareIn(pod, textAt(scheduled, "message") ?? "");
  return {
    text: `the pod waits for a node (${reason})${messageIn(scheduled)}`,
    ...(share === undefined ? {} : { share: share.text }),
    isWaiting: share?.isCause !== true,
  };
}

/** Only a kubelet reports containers, so the pod has a node, whatever a condition still says. */
function isOnNode(status: JsonObject): boolean {
  return objectsAt(status, "initContainerStatuses").length + objectsAt(status, "containerStatuses").length > 0;
}

function listGates(pod: JsonObject): string {
  const names = objectsAt(objectAt(pod, "spec"), "schedulingGates").map((gate) => textAt(gate, "name") ?? "");
  return names.length === 0
    ? "a scheduling gate"
    : `its scheduling gate${names.length > 1 ? "s" : ""} ${names.join(", ")}`;
}

function containerTrouble(pod: JsonObject, status: JsonObject): Trouble | undefined {
  const text = describeEnding(status) ?? findStartTrouble(status);
  return text === undefined ? undefined : { text, ...peersShare(pod, status), isWaiting: false };
}

/** How weights from peers contributed to the first container that failed. */
function peersShare(pod: JsonObject, status: JsonObject): Pick<Trouble, "share"> {
  for (const container of statusesIn(status).filter((each) => member(each, "ready") !== true)) {
    const ended = readTermination(container);
    const share = ended && explainPeersFailure(pod, textAt(container, "name") ?? "", ended);
    if (share !== undefined) return { share };
  }
  return {};
}

/** How containers that are ready again failed before, a sentence each. */
export function listEarlierEndings(pod: JsonObject): readonly string[] {
  const containers = statusesIn(objectAt(pod, "status"));
  return containers.filter((each) => member(each, "ready") === true).flatMap((each) => endingIn(each) ?? []);
}

/** Describes a container that failed, now or the last time, and is not ready again. */
function describeEnding(status: JsonObject): string | undefined {
  const containers = statusesIn(status).filter((each) => member(each, "ready") !== true);
  return containers.map(endingIn).find((each) => each !== undefined);
}

/** All containers but the injector's pull, which has a report of its own. */
function statusesIn(status: JsonObject): readonly JsonObject[] {
  const inits = objectsAt(status, "initContainerStatuses").filter((each) => textAt(each, "name") !== PULL_NAME);
  return [...inits, ...objectsAt(status, "containerStatuses")];
}

/** The latest termination with an error, current or previous. */
function readTermination(container: JsonObject): JsonObject | undefined {
  return [objectAt(container, "state"), objectAt(container, "lastState")]
    .map((state) => objectAt(state, "terminated"))
    .find((each) => Number(member(each, "exitCode") ?? 0) !== 0);
}

function endingIn(container: JsonObject): string | undefined {
  const ended = readTermination(container);
  if (ended === undefined) return undefined;
  const restarts = Number(member(container, "restartCount") ?? 0);
  const code = `${textAt(ended, "reason") ?? "Error"}, code ${member(ended, "exitCode")}`;
  const count = `${restarts} ${restarts === 1 ? "restart" : "restarts"}`;
  return `container ${textAt(container, "name")} ended with ${code} (${count})${messageIn(ended)}`;
}

/** Describes a container that cannot start, for lack of an image or a Secret, for example. */
function findStartTrouble(status: JsonObject): string | undefined {
  for (const container of statusesIn(status)) {
    const waiting = objectAt(objectAt(container, "state"), "waiting");
    const reason = textAt(waiting, "reason");
    if (reason === undefined || waitsForTurn(reason)) continue;
    return `container ${textAt(container, "name")} cannot start (${reason})${messageIn(waiting)}`;
  }
  return undefined;
}

function messageIn(object: JsonObject): string {
  const message = textAt(object, "message")?.trim().split("\n").at(-1);
  return message === undefined || message === "" ? "" : `: ${message}`;
}
