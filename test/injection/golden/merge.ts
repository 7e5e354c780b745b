import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject, type JsonValue } from "../../../src/kubernetes/json.ts";

/** Applies a JSON merge patch (RFC 7386): objects are merged, `null` removes, anything else replaces. */
export function merge(base: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) && isObject(old) ? merge(old, value) : value;
  }
  return merged;
}

/** The merge patch that turns `base` into `target`. */
export function difference(base: JsonObject, target: JsonObject): JsonObject {
  const removed = Object.keys(base).filter((key) => !Object.hasOwn(target, key));
  const changed = Object.entries(target).flatMap(([key, value]) => {
    const old = base[key];
    if (isDeepStrictEqual(old, value)) return [];
    return [[key, isObject(old) && isObject(value) ? difference(old, value) : value] as const];
  });
  return Object.fromEntries([...removed.map((key) => [key, null] as const), ...changed]);
}
