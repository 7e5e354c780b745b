import type { Cursor } from "./cursor.ts";
import { PartList } from "./part-list.ts";
import type { Place } from "./place.ts";
import type { Word } from "./syntax.ts";

const ARITHMETIC: Place = {
  stops: "()",
  isQuoted: true,
  hasPlainApostrophes: true,
  hasPlainQuotes: false,
  escapes: '"',
};

/**
 * Reads `expression))`. `undefined` if no two adjacent parentheses end it: the parentheses are then those of
 * subshells.
 */
export function readArithmetic(cursor: Cursor): Word | undefined {
  const start = cursor.at;
  const expression = readNested(cursor, "()");
  if (cursor.take("))")) return expression;
  cursor.at = start;
  return undefined;
}

/** Reads `expression]`, the old form of bash. */
export function readOldArithmetic(cursor: Cursor): Word {
  const expression = readNested(cursor, "[]");
  cursor.expect("]");
  return expression;
}

/** Reads up to the bracket that closes one before. */
function readNested(cursor: Cursor, brackets: "()" | "[]"): Word {
  const [open, close] = brackets;
  const list = new PartList();
  let depth = 0;
  for (;;) {
    cursor.budget.spend(1);
    list.parts.push(...cursor.grammar.readParts(cursor, { ...ARITHMETIC, stops: brackets }));
    const char = cursor.peek();
    if (char === "") return cursor.fail();
    if (char === close && depth === 0) return list;
    depth += char === open ? 1 : -1;
    list.addText(char, true);
    cursor.at++;
  }
}

/** Splits `a; b; c`. */
export function splitExpressions({ parts }: Word): readonly Word[] {
  const words: Word[] = [];
  let current: Word["parts"][number][] = [];
  for (const part of parts) {
    if (part.kind !== "text") {
      current.push(part);
      continue;
    }
    const [head = "", ...tails] = part.text.split(";");
    current.push({ ...part, text: head, start: undefined });
    for (const text of tails) {
      words.push({ parts: current });
      current = [{ ...part, text, start: undefined }];
    }
  }
  return [...words, { parts: current }];
}
