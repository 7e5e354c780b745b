import { UNKNOWN } from "./unknown.ts";

/** As in `variables.ts`, which imports this file. */
type Value = string | readonly string[];

/**
 * What a variable holds when it may still have its old value, or may have become one of the others. A list of
 * arguments that was only added to keeps its beginning, and of what was added the flags' names.
 */
export function doubted(old: Value | undefined, others: readonly (Value | undefined)[]): Value {
  if (typeof old === "string") return doubtedText(old, others);
  if (old === undefined) return UNKNOWN;
  const added = others.map((other) => (typeof other === "object" && startsWith(other, old) ? other : undefined));
  if (added.includes(undefined)) return UNKNOWN;
  return [...old, ...added.flatMap((list) => (list ?? []).slice(old.length).map(doubtful))];
}

/** Only words behind words: text that is appended to a word changes it, and an empty text may stay empty. */
function doubtedText(old: string, others: readonly (Value | undefined)[]): string {
  let text = old;
  for (const other of others) {
    if (old === "" || typeof other !== "string" || !other.startsWith(old) || !isBlank(other[old.length]))
      return UNKNOWN;
    text += ` ${other.slice(old.length).trim().split(/\s+/).map(doubtful).join(" ")}`;
  }
  return text;
}

/** The flag may be there or not: what its value would be nobody knows. */
function doubtful(word: string): string {
  if (!word.startsWith("-")) return UNKNOWN;
  const equals = word.indexOf("=");
  return equals < 0 ? word : word.slice(0, equals + 1) + UNKNOWN;
}

function startsWith(list: readonly string[], start: readonly string[]): boolean {
  return list.length >= start.length && start.every((item, index) => item === list[index]);
}

function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t" || char === "\n";
}
