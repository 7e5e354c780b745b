import { isScalar, type Node } from "yaml";
import { setMember } from "./set-member.ts";

/** Whether a key is YAML's merge key, `<<` without quotes. */
export function isMergeKey(key: Node | null): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.value === "<<";
}

/** Whether a merge key can bring the members of a value; it takes an object or, in place, a list of objects. */
export function isMergeable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members that a merge key's value brings; of a list of objects, the first that has a key wins. */
export function mergedMembers(value: unknown): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const source of [value].flat()) {
    for (const [key, member] of Object.entries(source ?? {})) {
      if (!Object.hasOwn(members, key)) setMember(members, key, member);
    }
  }
  return members;
}
