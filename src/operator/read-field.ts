import { type JsonObject, member } from "../kubernetes/json.ts";

/** The member if it is a non-negative integer. */
export function countAt(parent: JsonObject, key: string): number | undefined {
  const value = member(parent, key);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function isTrue(parent: JsonObject, key: string): boolean {
  return member(parent, key) === true;
}
