import { skipBlanks, skipLines } from "./blanks.ts";
import { readCondition } from "./conditions.ts";
import type { Cursor } from "./cursor.ts";
import { literalOf } from "./simple-commands.ts";
import type { CaseItem, Command, List, Word } from "./syntax.ts";
import { METACHARACTERS, readArithmetic, readWord } from "./words.ts";

/** What compound commands need of the rest of the grammar. */
export interface Reader {
  readonly readList: (cursor: Cursor) => List;
  readonly readCommand: (cursor: Cursor) => Command;
  readonly peekReserved: (cursor: Cursor) => string | undefined;
}

type ReadCompound = (cursor: Cursor, reader: Reader) => Command;

/** How to read what follows the word or parenthesis that begins a compound command. */
export const COMPOUNDS: ReadonlyMap<string, ReadCompound> = new Map<string, ReadCompound>([
  ["{", readGroup],
  ["(", readParentheses],
  ["if", readIf],
  ["while", (cursor, reader) => readLoop("while", cursor, reader)],
  ["until", (cursor, reader) => readLoop("until", cursor, reader)],
  ["for", readFor],
  ["select", readSelect],
  ["case", readCase],
  ["function", readKeywordFunction],
  ["[[", readTest],
  ["coproc", (cursor) => cursor.fail()],
]);

/** Reads `() body`. */
export function readFunction(name: string, cursor: Cursor, reader: Reader): Command {
  cursor.expect("(");
  skipBlanks(cursor);
  cursor.expect(")");
  return readFunctionBody(name, cursor, reader);
}

function readFunctionBody(name: string, cursor: Cursor, reader: Reader): Command {
  skipLines(cursor);
  const body = reader.readCommand(cursor);
  if (body.kind === "function" || (body.kind === "simple" && cursor.isBash)) cursor.fail();
  return { kind: "function", name, body };
}

function readKeywordFunction(cursor: Cursor, reader: Reader): Command {
  skipBlanks(cursor);
  const name = literalOf(readWord(cursor)) ?? cursor.fail();
  skipBlanks(cursor);
  if (cursor.take("(")) {
    skipBlanks(cursor);
    cursor.expect(")");
  }
  return readFunctionBody(name, cursor, reader);
}

function readGroup(cursor: Cursor, reader: Reader): Command {
  const body = reader.readList(cursor);
  expectReserved("}", cursor, reader);
  return { kind: "group", body, redirects: [] };
}

/** `( … )`, or `(( … ))`. */
function readParentheses(cursor: Cursor, reader: Reader): Command {
  if (cursor.isBash && cursor.text[cursor.at] === "(") {
    const start = cursor.at;
    cursor.at++;
    const expression = readArithmetic(cursor);
    if (expression !== undefined) return { kind: "arithmetic", expression, redirects: [] };
    cursor.at = start;
  }
  const body = reader.readList(cursor);
  cursor.expect(")");
  return { kind: "subshell", body, redirects: [] };
}

function readIf(cursor: Cursor, reader: Reader): Command {
  const branches = [];
  do {
    const condition = reader.readList(cursor);
    expectReserved("then", cursor, reader);
    branches.push({ condition, body: reader.readList(cursor) });
  } while (takeReserved("elif", cursor, reader));
  const otherwise = takeReserved("else", cursor, reader) ? reader.readList(cursor) : undefined;
  expectReserved("fi", cursor, reader);
  return { kind: "if", branches, otherwise, redirects: [] };
}

function readLoop(kind: "while" | "until", cursor: Cursor, reader: Reader): Command {
  const condition = reader.readList(cursor);
  expectReserved("do", cursor, reader);
  const body = reader.readList(cursor);
  expectReserved("done", cursor, reader);
  return { kind, condition, body, redirects: [] };
}

function readFor(cursor: Cursor, reader: Reader): Command {
  skipBlanks(cursor);
  if (cursor.isBash && cursor.take("((")) return readCount(cursor, reader);
  return readEach("for", cursor, reader);
}

function readSelect(cursor: Cursor, reader: Reader): Command {
  return readEach("select", cursor, reader);
}

function readEach(kind: "for" | "select", cursor: Cursor, reader: Reader): Command {
  skipBlanks(cursor);
  const variable = literalOf(readWord(cursor)) ?? "";
  if (!/^[A-Za-z_]\w*$/.test(variable)) cursor.fail();
  skipLines(cursor);
  const words = takeReserved("in", cursor, reader) ? readWords(cursor) : undefined;
  skipBlanks(cursor);
  cursor.take(";");
  skipLines(cursor);
  return { kind, variable, words, body: readBody(cursor, reader), redirects: [] };
}

function readWords(cursor: Cursor): readonly Word[] {
  const words: Word[] = [];
  for (skipBlanks(cursor); !"\n;".includes(cursor.peek()); skipBlanks(cursor)) words.push(readOneWord(cursor));
  return words;
}

/** bash takes braces here as well. */
function readBody(cursor: Cursor, reader: Reader): List {
  const hasBraces = cursor.isBash && takeReserved("{", cursor, reader);
  if (!hasBraces) expectReserved("do", cursor, reader);
  const body = reader.readList(cursor);
  expectReserved(hasBraces ? "}" : "done", cursor, reader);
  return body;
}

function readCount(cursor: Cursor, reader: Reader): Command {
  const expression = readArithmetic(cursor) ?? cursor.fail();
  const [first, condition, next, ...rest] = splitExpressions(expression);
  if (first === undefined || condition === undefined || next === undefined || rest.length > 0) return cursor.fail();
  skipBlanks(cursor);
  cursor.take(";");
  skipLines(cursor);
  return { kind: "count", first, condition, next, body: readBody(cursor, reader), redirects: [] };
}

/** Splits `a; b; c`. */
function splitExpressions({ parts }: Word): readonly Word[] {
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

function readCase(cursor: Cursor, reader: Reader): Command {
  skipBlanks(cursor);
  const subject = readOneWord(cursor);
  skipLines(cursor);
  expectReserved("in", cursor, reader);
  const items: CaseItem[] = [];
  for (skipLines(cursor); !takeReserved("esac", cursor, reader); skipLines(cursor))
    items.push(readCaseItem(cursor, reader));
  return { kind: "case", subject, items, redirects: [] };
}

function readCaseItem(cursor: Cursor, reader: Reader): CaseItem {
  cursor.take("(");
  const patterns: Word[] = [];
  do {
    skipBlanks(cursor);
    patterns.push(readOneWord(cursor));
    skipBlanks(cursor);
  } while (cursor.take("|"));
  cursor.expect(")");
  const body = reader.readList(cursor);
  return { patterns, body, end: readCaseEnd(cursor, reader) };
}

function readCaseEnd(cursor: Cursor, reader: Reader): CaseItem["end"] {
  if (cursor.isBash && cursor.take(";;&")) return ";;&";
  if (cursor.take(";;")) return ";;";
  if (cursor.isBash && cursor.take(";&")) return ";&";
  return reader.peekReserved(cursor) === "esac" ? ";;" : cursor.fail();
}

function readTest(cursor: Cursor): Command {
  return { kind: "condition", condition: readCondition(cursor), redirects: [] };
}

function readOneWord(cursor: Cursor): Word {
  const start = cursor.at;
  const word = readWord(cursor);
  if (cursor.at === start || (word.parts.length === 0 && METACHARACTERS.includes(cursor.peek()))) cursor.fail();
  return word;
}

function takeReserved(word: string, cursor: Cursor, { peekReserved }: Reader): boolean {
  skipBlanks(cursor);
  if (peekReserved(cursor) !== word) return false;
  cursor.at += word.length;
  return true;
}

function expectReserved(word: string, cursor: Cursor, reader: Reader): void {
  if (!takeReserved(word, cursor, reader)) cursor.fail();
}
