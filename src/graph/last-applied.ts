import { isObject, type JsonObject, parseJson, textAt } from "../kubernetes/json.ts";
import { readAnnotations } from "./graph.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** The object as passed to `kubectl apply`, before fields were dropped or moved; `{}` if `kubectl` left no record. */
export function readLastApplied(graph: JsonObject): JsonObject {
  const value = parseJson(textAt(readAnnotations(graph), LAST_APPLIED) ?? "");
  return isObject(value) ? value : {};
}
