import { isScalar, type Node } from "yaml";
import { setMember } from "./set-member.ts";

/** Whether a key is YAML's merge key, `<<` without quotes. */
export function isMergeKey(key: Node | null): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.value === "<<";
}

/** Whether a value can be merged: an object, or a list of objects in place. */
export function isMergeable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members that a merge key's value contributes. In a list of objects the first with a key wins. */
export function mergedMembers(value: unknown): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const source of [value].flat()) {
    for (const [key, member] of Object.entries(source ?? {})) {
      if (!Object.hasOwn(members, key)) setMember(members, key, member);
    }
  }
  return members;
}
