import { isObject, type JsonObject, type JsonValue, member } from "../../kubernetes/json.ts";

/** Lists whose elements are merged with the element of the same key, and lists whose elements replace it. */
const MERGED: ReadonlyMap<string, string> = new Map([
  ["containers", "name"],
  ["initContainers", "name"],
]);
const KEYED: ReadonlyMap<string, string> = new Map([
  ["env", "name"],
  ["imagePullSecrets", "name"],
  ["ports", "containerPort"],
  ["volumeMounts", "mountPath"],
  ["volumes", "name"],
]);

const DIRECTIVE = "$patch";

/**
 * Overlays one object on another, like a strategic merge patch for pods: objects are merged, containers are merged by
 * name, elements of other keyed lists replace the element with the same key, and anything else is replaced. `$patch:
 * delete` removes a field or element, `$patch: replace` replaces without merging.
 */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  if (member(over, DIRECTIVE) === "replace") return withoutDirective(over);
  // A Map, because a key may be `__proto__`.
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (isDeletion(value)) result.delete(key);
    else if (value !== undefined) result.set(key, overlayValue(key, member(base, key), value));
  }
  return Object.fromEntries(result);
}

/** Joins two keyed lists. An element of the second replaces the one with the same key, at its position. */
export function mergeByKey(
  key: string,
  base: readonly JsonObject[],
  over: readonly JsonObject[],
  merge: (old: JsonObject | undefined, element: JsonObject) => JsonObject = (_, element) => element,
): readonly JsonObject[] {
  const result = new Map(base.map((element) => [member(element, key), element]));
  for (const element of over) {
    const id = member(element, key);
    if (isDeletion(element)) result.delete(id);
    else result.set(id, merge(result.get(id), element));
  }
  return [...result.values()];
}

function overlayValue(key: string, base: JsonValue | undefined, over: JsonValue): JsonValue {
  if (isObject(over)) return overlay(isObject(base) ? base : {}, over);
  const identity = MERGED.get(key) ?? KEYED.get(key);
  if (identity === undefined || !isObjects(base) || !isObjects(over)) return over;
  const merge = MERGED.has(key) ? (old: JsonObject = {}, element: JsonObject) => overlay(old, element) : undefined;
  return mergeByKey(identity, base, over, merge);
}

function isObjects(value: JsonValue | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}

function isDeletion(value: JsonValue | undefined): boolean {
  return isObject(value) && member(value, DIRECTIVE) === "delete";
}

function withoutDirective({ [DIRECTIVE]: _, ...rest }: JsonObject): JsonObject {
  return rest;
}
