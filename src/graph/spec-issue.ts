import type { modelExpressSpec } from "../deployment/model-express-spec.ts";
import { isObject, type JsonObject, member, valueAt } from "../kubernetes/json.ts";
import { findNearNames } from "../near-names.ts";

export const SCOPE = "expected one such as inference-vllm-agg, or global";

const MODELS = "expected a list such as [org/name], or in a graph auto: the models that its components name";

type Issue = NonNullable<ReturnType<typeof modelExpressSpec.safeParse>["error"]>["issues"][number];

/**
 * Explains why the schema does not accept a spec, as the end of a sentence that begins with a name. Replaces Zod's message
 * where it would print a regular expression.
 */
export function describeSpecIssue(issue: Issue, spec: JsonObject): string {
  const { path, code, message } = issue;
  const place = path.map(String).join(".");
  if (place === "dynamoNamespace") return `.dynamoNamespace: ${SCOPE}`;
  if (place === "models" && !Array.isArray(member(spec, "models"))) return `.models: ${MODELS}`;
  const parent = valueAt(spec, path.slice(0, -1));
  if (isObject(parent) && member(parent, String(path.at(-1))) === undefined)
    return `.${place} is missing${suggestKey(parent, path)}`;
  const field = path.filter((key) => typeof key === "string").join(".");
  return `.${place}: ${code === "invalid_format" ? `see kubectl explain modelexpress.spec.${field}` : message}`;
}

/** A missing field may be present under a misspelt name. */
function suggestKey(parent: JsonObject, path: readonly PropertyKey[]): string {
  const wanted = String(path.at(-1));
  const near = Object.keys(parent).find((key) => findNearNames(key, [wanted]).length > 0);
  const inside = path.slice(0, -1).map(String).join(".") || "it";
  return near === undefined ? "" : ` (${inside} has the unknown key ${near}: did you mean ${wanted}?)`;
}
