import type { Reason } from "../injection/reason.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { INJECT_LABEL, KEY_PREFIX } from "../model-express/keys.ts";

/**
 * Why a pod whose label asks for Model Express gets nothing, with the way out; `undefined` unless it asks. Without the
 * label, a pod without a known engine is nothing to report.
 */
export function describeUnmetRequest(pod: JsonObject, reason: Reason): string | undefined {
  const isAsked = textAt(objectAt(objectAt(pod, "metadata"), "labels"), INJECT_LABEL) === "enabled";
  return isAsked && reason === "NoTarget" ? UNMET : undefined;
}

const UNMET =
  `the label ${INJECT_LABEL}: enabled asks for Model Express, but no container starts a known engine with a model; ` +
  `name the container in the annotation ${KEY_PREFIX}containers and its models in ${KEY_PREFIX}models, or remove the label`;
