import type { JsonObject } from "../../kubernetes/json.ts";
import type { InjectDecision, Pull } from "../decision.ts";
import type { Container, Pod, Resources } from "../pod/pod.ts";
import type { PullSettings } from "../settings.ts";
import { pullResources } from "./resources.ts";
import { pullSecurityContext } from "./security-context.ts";
import { pullVariables } from "./variables.ts";
import { mountObject, tokenMounts } from "./volumes.ts";

export const PULL_NAME = "model-express-pull";

/** The init container that pulls: one, whatever the number of models and targets. */
export function pullContainer(pull: Pull, decision: InjectDecision, settings: PullSettings): JsonObject {
  const { pod, mode, found } = decision;
  return {
    name: PULL_NAME,
    image: found.instance?.image ?? settings.image,
    ...(settings.imagePullPolicy === undefined ? {} : { imagePullPolicy: settings.imagePullPolicy }),
    command: ["/bin/sh", "-c", settings.script],
    env: pullVariables(pull, mode === "stream"),
    ...resourcesOf(settings.resources, pod, pull.like),
    securityContext: pullSecurityContext(pod, pull.like),
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [mountObject({ ...pull.cache.mount, isReadOnly: pull.isUnwritable }), ...tokenMounts(found.instance)],
  };
}

/** A pod that has resources of its own as a whole shares them with the pull. */
function resourcesOf(configured: Resources, pod: Pod, like: Container): { resources?: JsonObject } {
  const resources = pullResources(configured, pod, like);
  return resources === undefined ? {} : { resources };
}
