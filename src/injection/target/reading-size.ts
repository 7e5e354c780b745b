/** A reference of eight bytes. */
const SLOT = 4;
/** The header and the padding of a string. */
const TEXT = 12;
/** The header of an object, and of the list of its elements or entries. */
const OBJECT = 32;

/**
 * What a value takes in memory, at most, in units of two bytes: the characters of its texts, and the overhead of each text,
 * object, element and entry. What several parts share counts once.
 */
export function measureMemory(root: unknown): number {
  const counted = new Set<object>();
  const waiting: unknown[] = [root];
  let size = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    size += SLOT;
    if (typeof value === "string") size += TEXT + value.length;
    if (typeof value !== "object" || value === null || counted.has(value)) continue;
    counted.add(value);
    size += OBJECT;
    waiting.push(...listParts(value));
  }
  return size;
}

/** An entry of a map takes a slot for its key, its value and its place in the table. */
function listParts(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value].flatMap((entry) => [...entry, undefined]);
  return value instanceof Set ? [...value].flatMap((element) => [element, undefined]) : Object.values(value);
}
