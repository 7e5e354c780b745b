import { readArithmetic, splitExpressions } from "../arithmetic.ts";
import { skipBlanks, skipLines } from "../blanks.ts";
import type { Cursor } from "../cursor.ts";
import { expectReserved, takeReserved } from "../reserved.ts";
import { readLiteral } from "../simple-commands.ts";
import type { Compound, List, Word } from "../syntax.ts";
import { readOneWord, readWord } from "../words.ts";
import type { Reader } from "./reader.ts";

export function readLoop(kind: "while" | "until", cursor: Cursor, reader: Reader): Compound {
  const condition = reader.readList(cursor);
  expectReserved("do", cursor);
  const body = reader.readList(cursor);
  expectReserved("done", cursor);
  return { kind, condition, body };
}

export function readFor(cursor: Cursor, reader: Reader): Compound {
  skipBlanks(cursor);
  if (cursor.isBash && cursor.take("((")) return readCount(cursor, reader);
  return readEach("for", cursor, reader);
}

export function readSelect(cursor: Cursor, reader: Reader): Compound {
  return readEach("select", cursor, reader);
}

function readEach(kind: "for" | "select", cursor: Cursor, reader: Reader): Compound {
  skipBlanks(cursor);
  const variable = readLiteral(readWord(cursor)) ?? "";
  if (!/^[A-Za-z_]\w*$/.test(variable)) cursor.fail();
  skipLines(cursor);
  const words = takeReserved("in", cursor) ? readWords(cursor) : undefined;
  skipBlanks(cursor);
  cursor.take(";");
  skipLines(cursor);
  return { kind, variable, words, body: readBody(cursor, reader) };
}

function readWords(cursor: Cursor): readonly Word[] {
  const words: Word[] = [];
  for (skipBlanks(cursor); !"\n;".includes(cursor.peek()); skipBlanks(cursor)) words.push(readOneWord(cursor));
  return words;
}

/** bash also accepts braces here. */
function readBody(cursor: Cursor, reader: Reader): List {
  const hasBraces = cursor.isBash && takeReserved("{", cursor);
  if (!hasBraces) expectReserved("do", cursor);
  const body = reader.readList(cursor);
  expectReserved(hasBraces ? "}" : "done", cursor);
  return body;
}

function readCount(cursor: Cursor, reader: Reader): Compound {
  const expression = readArithmetic(cursor) ?? cursor.fail();
  const [first, condition, next, ...rest] = splitExpressions(expression);
  if (first === undefined || condition === undefined || next === undefined || rest.length > 0) return cursor.fail();
  skipBlanks(cursor);
  cursor.take(";");
  skipLines(cursor);
  return { kind: "count", first, condition, next, body: readBody(cursor, reader) };
}
