import { type JsonObject, objectsAt, textAt } from "../kubernetes/json.ts";

/** The container that pulls: an init container of injected pods, and the container of a Job's pod. */
export const PULL_NAME = "model-express-pull";

/** What each line begins with that the pull script writes. */
const LINE_PREFIX = `${PULL_NAME}: `;

/** A line of the pull script's output, without the prefix that all have. */
export function cutLinePrefix(line: string): string {
  return line.startsWith(LINE_PREFIX) ? line.slice(LINE_PREFIX.length) : line;
}

/** The variable with the deadline of a pull. Only the injector's pulls have it. */
export const TIMEOUT_VARIABLE = "MX_PULL_TIMEOUT";

/** The deadline of a pull in seconds, 0 if it is not a number; `undefined` if the container is not our pull. */
export function readDeadline(container: JsonObject): number | undefined {
  const variable = objectsAt(container, "env").find((each) => textAt(each, "name") === TIMEOUT_VARIABLE);
  return variable && (Number(textAt(variable, "value")) || 0);
}
