import { LIMITS } from "./limits.ts";

/** How far a JSON value may go. */
export interface Extent {
  /** Characters of its texts and keys, and one for each value. */
  readonly size: number;
  /** Levels of objects and lists. */
  readonly depth?: number;
}

/** Whether a JSON value goes beyond an extent. It stops there, and it needs no stack however deep the value is. */
export function exceeds(value: unknown, { size, depth = LIMITS.depth }: Extent): boolean {
  const pending: { readonly value: unknown; readonly level: number }[] = [{ value, level: 0 }];
  let left = size;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    left -= typeof next.value === "string" ? next.value.length + 1 : 1;
    if (left < 0 || next.level > depth) return true;
    if (typeof next.value !== "object" || next.value === null) continue;
    for (const [key, child] of Object.entries(next.value)) {
      left -= key.length;
      if (left < 0) return true;
      pending.push({ value: child, level: next.level + 1 });
    }
  }
  return false;
}
