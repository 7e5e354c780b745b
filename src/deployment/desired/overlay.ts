import { isObject, type JsonObject, type JsonValue, member } from "../../kubernetes/json.ts";

/** Lists whose elements are merged with the one of the same key, and lists whose elements replace it. */
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
 * Lays one object over another, much as a strategic merge patch does for pods: objects are merged, containers by their
 * names, the elements of other lists with a key replace each other, and what else is in the overlay replaces what was
 * there. `$patch: delete` removes, and `$patch: replace` does not merge.
 */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  if (member(over, DIRECTIVE) === "replace") return withoutDirective(over);
  // A key may be `__proto__`.
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (isDeletion(value)) result.delete(key);
    else if (value !== undefined) result.set(key, overlaid(key, member(base, key), value));
  }
  return Object.fromEntries(result);
}

/** The elements of both lists, with those of the second in the place of those of the first that have the same key. */
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

function overlaid(key: string, base: JsonValue | undefined, over: JsonValue): JsonValue {
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
