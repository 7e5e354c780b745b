import type { ContainerDecision, InjectDecision } from "../../injection/decision.ts";
import type { Plan } from "../../injection/patch/plan.ts";
import { durationText } from "../../kubernetes/duration.ts";
import { isObject, type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { Colors } from "../terminal.ts";
import { changedCommand } from "./changed-command.ts";
import { chapter } from "./chapter.ts";

/** The chapters of an injection: the way of the weights, and what each container gets. */
export function injectionChapters(
  decision: InjectDecision,
  { initContainer, containers }: Plan,
  colors: Colors,
): readonly string[] {
  const gets = decision.containers.flatMap((container, index) => [
    ...aboutContainer(container, containers[index]?.env ?? []),
    ...changedCommand(container.target.container, container.peers, colors).map((line) => `  ${line}`),
  ]);
  return [
    ...chapter("How the weights get there", howTheyGetThere(decision, initContainer?.container)),
    ...chapter("What each container gets, where it has none of its own", gets),
  ];
}

function howTheyGetThere({ mode, place, pull }: InjectDecision, container: JsonObject | undefined): readonly string[] {
  if (place === undefined) return [`mode ${mode}: the address only; no volume, no pull`];
  const where = `mode ${mode}: ${place.inner} on volume ${place.volumeName}`;
  if (pull === undefined) return [where, "nothing to pull: the runtime finds what others pulled"];
  const image = container === undefined ? "" : `, image ${container["image"]}`;
  return [
    where,
    `init container model-express-pull pulls ${pull.models.join(", ")}`,
    `within ${durationText(pull.timeoutSeconds)}${image}`,
  ];
}

function aboutContainer({ target, cache }: ContainerDecision, env: readonly JsonObject[]): readonly string[] {
  const mount = cache?.isMountNew === true ? `volume ${cache.mount.name} at ${cache.mount.mountPath}` : undefined;
  const own =
    cache !== undefined && mount === undefined ? `its own mount at ${cache.mount.mountPath} is used` : undefined;
  const lines = [mount, own, ...env.map(variableText)];
  return [`${target.container.name}:`, ...lines.flatMap((line) => (line === undefined ? [] : [`  ${line}`]))];
}

function variableText({ name, value, valueFrom }: JsonObject): string {
  if (!isObject(valueFrom)) return `${name}=${value}`;
  const path = textAt(objectAt(valueFrom, "fieldRef"), "fieldPath");
  return `${name} from ${path === undefined ? JSON.stringify(valueFrom) : `the pod's ${path}`}`;
}
