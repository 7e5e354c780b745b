import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";

const LABELS = ["kubernetes.io/os", "beta.kubernetes.io/os"];

/**
 * Whether a pod can run on Windows nodes only: by `spec.os`, its node selector, or every term of its node affinity.
 */
export function isWindowsOnly(spec: JsonObject): boolean {
  const selector = objectAt(spec, "nodeSelector");
  const isSelected = LABELS.some((label) => textAt(selector, label) === "windows");
  return textAt(objectAt(spec, "os"), "name") === "windows" || isSelected || isAffine(spec);
}

function isAffine(spec: JsonObject): boolean {
  const node = objectAt(objectAt(spec, "affinity"), "nodeAffinity");
  const required = objectAt(node, "requiredDuringSchedulingIgnoredDuringExecution");
  const terms = objectsAt(required, "nodeSelectorTerms");
  return terms.length > 0 && terms.every((term) => objectsAt(term, "matchExpressions").some(isWindowsExpression));
}

function isWindowsExpression(expression: JsonObject): boolean {
  const values = member(expression, "values");
  const isOs = LABELS.includes(textAt(expression, "key") ?? "") && textAt(expression, "operator") === "In";
  return isOs && Array.isArray(values) && values.length > 0 && values.every((value) => value === "windows");
}
