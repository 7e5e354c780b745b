import { STATUS_ANNOTATION } from "../injection/target/annotations.ts";
import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";

/** What a pod got at admission, from its status annotation. */
export interface Admitted {
  readonly version: string;
  readonly config: string;
  readonly mode: string;
  readonly url: string | undefined;
  /** Such as `Service inference/model-express`. */
  readonly from: string;
  readonly models: readonly string[];
  readonly containers: readonly string[];
}

/** `undefined`: nothing was injected; `"unreadable"`: someone else wrote the annotation. */
export function admittedOf(pod: JsonObject): Admitted | "unreadable" | undefined {
  const text = textAt(objectAt(objectAt(pod, "metadata"), "annotations"), STATUS_ANNOTATION);
  if (text === undefined) return undefined;
  const status = parse(text);
  return isObject(status) ? readStatus(status) : "unreadable";
}

function readStatus(status: JsonObject): Admitted {
  return {
    version: textAt(status, "version") ?? "",
    config: textAt(status, "config") ?? "",
    mode: textAt(status, "mode") ?? "",
    url: textAt(status, "url"),
    from: textAt(status, "from") ?? "",
    models: textsAt(status, "models"),
    containers: textsAt(status, "containers"),
  };
}

/** The instance that the pod got; `undefined` if its address came from elsewhere. */
export function instanceOf({ from }: Admitted): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^Service ([^/]+)\/([^/]+)$/.exec(from) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** The state of a pod's pull. */
export interface PullState {
  /** In a few words. */
  readonly text: string;
  /** Whether it ended with an error, or cannot start. */
  readonly isFailing: boolean;
  /** The container's last message, or Kubernetes', if it is failing. */
  readonly message?: string;
  readonly restarts?: number;
}

/** The kubelet's reasons for a container that waits for its turn. */
const WAITING = ["PodInitializing", "ContainerCreating"];

/** `undefined` until the kubelet reports a status, or if there is no pull. */
export function pullStateOf(pod: JsonObject): PullState | undefined {
  const statuses = objectsAt(objectAt(pod, "status"), "initContainerStatuses");
  const pull = statuses.find((status) => textAt(status, "name") === "model-express-pull");
  if (pull === undefined) return undefined;
  const state = objectAt(pull, "state");
  const ended = objectAt(state, "terminated");
  const code = member(ended, "exitCode");
  if (code === 0) return { text: "done", isFailing: false };
  const restarts = restartsOf(pull);
  if (typeof code === "number") {
    const message = messageOf(ended);
    return { text: `failed with code ${code}: ${message}`, isFailing: true, message, restarts };
  }
  const running = member(state, "running");
  if (isObject(running))
    return { text: `running since ${textAt(running, "startedAt") ?? "a moment ago"}`, isFailing: false };
  const last = objectAt(objectAt(pull, "lastState"), "terminated");
  return { ...waitingState(objectAt(state, "waiting"), last), restarts };
}

function waitingState(waiting: JsonObject, last: JsonObject): PullState {
  const reason = textAt(waiting, "reason") ?? "no reason";
  const hasFailed = member(last, "exitCode") !== undefined;
  const message = messageOf(hasFailed ? last : waiting);
  return { text: `waiting (${reason}): ${message}`, isFailing: hasFailed || !WAITING.includes(reason), message };
}

function restartsOf(pull: JsonObject): number {
  const restarts = member(pull, "restartCount");
  return typeof restarts === "number" ? restarts : 0;
}

function messageOf(state: JsonObject): string {
  const lines = (textAt(state, "message") ?? textAt(state, "reason") ?? "no message").trim().split("\n");
  return lines.at(-1) ?? "";
}

function textsAt(parent: JsonObject, key: string): readonly string[] {
  const value = member(parent, key);
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
