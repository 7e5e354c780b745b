import type { JsonObject } from "../../kubernetes/json.ts";
import { PULL_NAME } from "../../model-express/pull-container.ts";
import type { InjectDecision, Pull } from "../decision.ts";
import type { PullSettings } from "../settings.ts";
import { pullResources } from "./resources.ts";
import { buildPullCommand, SCRIPT_MOUNT } from "./script-volume.ts";
import { buildPullSecurityContext } from "./security-context.ts";
import { buildPullVariables } from "./variables.ts";
import { mountObject, tokenMounts } from "./volumes.ts";

/** Builds the init container that pulls: one per pod, for all models and targets. */
export function buildPullContainer(pull: Pull, decision: InjectDecision, settings: PullSettings): JsonObject {
  const { pod, mode, found } = decision;
  const resources = pullResources(pull, pod, settings.resources);
  return {
    name: PULL_NAME,
    image: pull.image,
    ...(pull.imagePullPolicy === undefined ? {} : { imagePullPolicy: pull.imagePullPolicy }),
    command: buildPullCommand(settings.script, pull.mounted),
    env: buildPullVariables(pull, mode === "stream"),
    ...(resources === undefined ? {} : { resources }),
    securityContext: buildPullSecurityContext(pod, pull),
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [
      mountObject({ ...pull.cache.mount, isReadOnly: pull.isUnwritable }),
      ...tokenMounts(found.instance),
      ...(pull.mounted === undefined ? [] : [SCRIPT_MOUNT]),
    ],
  };
}
