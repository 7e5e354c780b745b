import { isObject, type JsonObject, type JsonValue, member, textAt } from "../kubernetes/json.ts";

/** Merges lists of `env` by name, later ones winning, sorted by name as the operator does (`MergeEnvs`). */
export function mergeEnvs(...lists: readonly (readonly JsonObject[])[]): readonly JsonObject[] {
  const byName = new Map(lists.flat().map((variable) => [textAt(variable, "name") ?? "", variable]));
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, variable]) => variable);
}

/** Merges the user's fields over the defaults. Objects are merged; any other non-empty value replaces the default. */
export function mergeOver(base: JsonObject, over: JsonObject): JsonObject {
  const merged = Object.entries(over).map(([key, value]) => [key, mergeValue(member(base, key), value)] as const);
  return { ...base, ...Object.fromEntries(merged) };
}

function mergeValue(base: JsonValue | undefined, over: JsonValue | undefined): JsonValue | undefined {
  if (isObject(base) && isObject(over)) return mergeOver(base, over);
  return isEmpty(over) ? base : over;
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
