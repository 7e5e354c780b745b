import { type JsonObject, member, objectAt, objectsAt, textAt } from "./json.ts";

/** Whether a label selector (`metav1.LabelSelector`) matches labels. An empty selector matches everything. */
export function selects(selector: JsonObject, labels: JsonObject): boolean {
  const equalities = Object.entries(objectAt(selector, "matchLabels"));
  return (
    equalities.every(([key, value]) => textAt(labels, key) === value) &&
    objectsAt(selector, "matchExpressions").every((expression) => holds(expression, labels))
  );
}

function holds(expression: JsonObject, labels: JsonObject): boolean {
  const value = textAt(labels, textAt(expression, "key") ?? "");
  const values = member(expression, "values");
  const isListed = value !== undefined && Array.isArray(values) && values.includes(value);
  switch (textAt(expression, "operator")) {
    case "In":
      return isListed;
    case "NotIn":
      return !isListed;
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}
