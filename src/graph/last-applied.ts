import { isObject, type JsonObject, textAt } from "../kubernetes/json.ts";
import { annotationsOf } from "./graph.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** The object as `kubectl` was given it, before anything was dropped or taken out of it; empty where it left none. */
export function lastApplied(graph: JsonObject): JsonObject {
  try {
    const value: unknown = JSON.parse(textAt(annotationsOf(graph), LAST_APPLIED) ?? "");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
