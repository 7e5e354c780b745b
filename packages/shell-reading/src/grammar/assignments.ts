import { skipBlanks, skipLines } from "./blanks.ts";
import type { Cursor } from "./cursor.ts";
import type { ArrayItem, ArrayLiteral, Assignment, Word } from "./syntax.ts";
import { METACHARACTERS, readWord } from "./words.ts";

const POSIX_HEAD = /[A-Za-z_][A-Za-z0-9_]*=/y;
const HEAD = /[A-Za-z_][A-Za-z0-9_]*(?:\+?=|\[)/y;

/**
 * Parses `NAME=value`, and in bash `NAME+=value`, `NAME[index]=value`, `NAME=(…)`. Returns `undefined` if there is no
 * assignment here.
 */
export function readAssignment(cursor: Cursor): Assignment | undefined {
  cursor.peek();
  const start = cursor.at;
  const pattern = cursor.isBash ? HEAD : POSIX_HEAD;
  pattern.lastIndex = start;
  const head = pattern.exec(cursor.text)?.[0];
  if (head === undefined) return undefined;
  cursor.budget.spend(head.length);
  cursor.at += head.length;
  if (!head.endsWith("[")) return readValue(cursor, { name: nameIn(head), isAppending: head.endsWith("+=") });
  const element = readElement(cursor, nameIn(head));
  if (element === undefined) cursor.at = start;
  return element;
}

function nameIn(head: string): string {
  return /^\w+/.exec(head)?.[0] ?? "";
}

function readElement(cursor: Cursor, name: string): Assignment | undefined {
  const index = readIndex(cursor);
  if (index === undefined) return undefined;
  const isAppending = cursor.take("+=");
  if (!isAppending && !cursor.take("=")) return undefined;
  return readValue(cursor, { name, index, isAppending });
}

/** Parses `index]`. */
function readIndex(cursor: Cursor): Word | undefined {
  const index = readWord(cursor, "]\n");
  return cursor.take("]") ? index : undefined;
}

function readValue(cursor: Cursor, head: Omit<Assignment, "value">): Assignment {
  const isArray = cursor.peek() === "(";
  if (isArray && (!cursor.isBash || head.index !== undefined)) cursor.fail();
  return { ...head, value: isArray ? readArray(cursor) : readWord(cursor) };
}

function readArray(cursor: Cursor): ArrayLiteral {
  const items: ArrayItem[] = [];
  cursor.expect("(");
  for (skipLines(cursor); !cursor.take(")"); skipLines(cursor)) {
    if (METACHARACTERS.includes(cursor.peek()) && !cursor.has("<(")) cursor.fail();
    items.push(readItem(cursor));
    skipBlanks(cursor);
  }
  return { items };
}

function readItem(cursor: Cursor): ArrayItem {
  const start = cursor.at;
  if (cursor.take("[")) {
    const index = readIndex(cursor);
    const isAppending = cursor.take("+=");
    if (index !== undefined && (isAppending || cursor.take("=")))
      return { index, isAppending, value: readWord(cursor) };
    cursor.at = start;
  }
  return { isAppending: false, value: readWord(cursor) };
}
