import { isObject, type JsonObject, type JsonValue, member, pointerToken } from "../../kubernetes/json.ts";
import { type AddOperation, add } from "./operation.ts";

/**
 * Computes the minimal operations that add missing members to a raw object at any depth, and missing elements to its
 * lists.
 */
export function addMembers(raw: JsonValue | undefined, pointer: string, wanted: JsonObject): readonly AddOperation[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const path = `${pointer}/${pointerToken(key)}`;
    const present = isObject(raw) ? member(raw, key) : undefined;
    if (present === undefined) return [add(path, value ?? null)];
    if (isObject(value)) return addMembers(present, path, value);
    return Array.isArray(value) && Array.isArray(present) ? addElements(present, path, value) : [];
  });
}

function addElements(
  present: readonly JsonValue[],
  path: string,
  wanted: readonly JsonValue[],
): readonly AddOperation[] {
  return wanted.filter((value) => !present.includes(value)).map((value) => add(`${path}/-`, value));
}
