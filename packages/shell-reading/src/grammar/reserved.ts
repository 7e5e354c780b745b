import { skipBlanks } from "./blanks.ts";
import type { Cursor } from "./cursor.ts";

const RESERVED = /(?:[a-z]+|[{}!]|\[\[)(?=[\s;&|()<>]|$)/y;

/** The unquoted reserved word at this position. */
export function peekReserved(cursor: Cursor): string | undefined {
  cursor.peek();
  RESERVED.lastIndex = cursor.at;
  return RESERVED.exec(cursor.text)?.[0];
}

export function takeReserved(word: string, cursor: Cursor): boolean {
  skipBlanks(cursor);
  if (peekReserved(cursor) !== word) return false;
  cursor.at += word.length;
  return true;
}

export function expectReserved(word: string, cursor: Cursor): void {
  if (!takeReserved(word, cursor)) cursor.fail();
}
