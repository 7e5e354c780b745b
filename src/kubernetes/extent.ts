import { LIMITS } from "./limits.ts";

/** The maximum extent of a JSON value. */
export interface Extent {
  /** Characters as compact JSON, about: those of strings and keys with their quotes, and of what separates them. */
  readonly size: number;
  /** Nesting depth of objects and lists. */
  readonly depth?: number;
}

const QUOTES = 2;

/** Whether a JSON value exceeds an extent. Stops at the limit, and uses no recursion, so any depth is safe. */
export function exceeds(value: unknown, { size, depth = LIMITS.depth }: Extent): boolean {
  const pending: { readonly value: unknown; readonly level: number }[] = [{ value, level: 0 }];
  let left = size;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    left -= typeof next.value === "string" ? next.value.length + QUOTES + 1 : 1;
    if (left < 0 || next.level > depth) return true;
    if (typeof next.value !== "object" || next.value === null) continue;
    for (const [key, child] of Object.entries(next.value)) {
      left -= key.length + QUOTES + 1;
      if (left < 0) return true;
      pending.push({ value: child, level: next.level + 1 });
    }
  }
  return false;
}
