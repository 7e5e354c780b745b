import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";

/** Why a pod does not run, in Kubernetes' words; `undefined` if nothing is wrong. */
export function troubleOf(pod: JsonObject): string | undefined {
  const status = objectAt(pod, "status");
  const reason = textAt(status, "reason");
  if (textAt(status, "phase") === "Failed")
    return `the pod failed${reason === undefined ? "" : ` (${reason})`}${messageIn(status)}`;
  const scheduled = objectsAt(status, "conditions").find((condition) => textAt(condition, "type") === "PodScheduled");
  if (scheduled !== undefined && textAt(scheduled, "status") === "False") {
    return `the pod waits for a node (${textAt(scheduled, "reason") ?? "no reason"})${messageIn(scheduled)}`;
  }
  return endingOf(status);
}

/** The container that ended with an error, now or last time. */
function endingOf(status: JsonObject): string | undefined {
  for (const container of objectsAt(status, "containerStatuses")) {
    const ended = [objectAt(container, "state"), objectAt(container, "lastState")]
      .map((state) => objectAt(state, "terminated"))
      .find((each) => Number(member(each, "exitCode") ?? 0) !== 0);
    if (ended === undefined) continue;
    const restarts = member(container, "restartCount") ?? 0;
    const code = `${textAt(ended, "reason") ?? "Error"}, code ${member(ended, "exitCode")}`;
    return `container ${textAt(container, "name")} ended with ${code} (${restarts} restarts)${messageIn(ended)}`;
  }
  return undefined;
}

function messageIn(object: JsonObject): string {
  const message = textAt(object, "message")?.trim().split("\n").at(-1);
  return message === undefined || message === "" ? "" : `: ${message}`;
}
