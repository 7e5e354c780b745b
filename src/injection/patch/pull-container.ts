import type { JsonObject } from "../../kubernetes/json.ts";
import { PULL_NAME } from "../../model-express/pull-container.ts";
import type { InjectDecision, Pull } from "../decision.ts";
import type { PullSettings } from "../settings.ts";
import { pullResources } from "./resources.ts";
import { pullCommand, SCRIPT_MOUNT } from "./script-volume.ts";
import { pullSecurityContext } from "./security-context.ts";
import { pullVariables } from "./variables.ts";
import { mountObject, tokenMounts } from "./volumes.ts";

/** Builds the init container that pulls: one per pod, for all models and targets. */
export function pullContainer(pull: Pull, decision: InjectDecision, settings: PullSettings): JsonObject {
  const { pod, mode, found } = decision;
  const resources = pullResources(pull, pod, settings.resources);
  return {
    name: PULL_NAME,
    image: pull.image,
    ...(pull.imagePullPolicy === undefined ? {} : { imagePullPolicy: pull.imagePullPolicy }),
    command: pullCommand(settings.script, pull.mounted),
    env: pullVariables(pull, mode === "stream"),
    ...(resources === undefined ? {} : { resources }),
    securityContext: pullSecurityContext(pod, pull),
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [
      mountObject({ ...pull.cache.mount, isReadOnly: pull.isUnwritable }),
      ...tokenMounts(found.instance),
      ...(pull.mounted === undefined ? [] : [SCRIPT_MOUNT]),
    ],
  };
}
