import { skipBlanks, skipLines } from "./blanks.ts";
import { readCondition } from "./conditions.ts";
import type { Cursor } from "./cursor.ts";
import { expectReserved, peekReserved, takeReserved } from "./reserved.ts";
import { literalOf } from "./simple-commands.ts";
import type { CaseItem, Command, Compound, FunctionCommand, List, Word } from "./syntax.ts";
import { METACHARACTERS, readArithmetic, readWord } from "./words.ts";

/** What compound commands need of the rest of the grammar. */
export interface Reader {
  readonly readList: (cursor: Cursor) => List;
  readonly readCommand: (cursor: Cursor) => Command;
}

type ReadCompound = (cursor: Cursor, reader: Reader) => Compound | FunctionCommand;

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
export function readFunction(name: string, cursor: Cursor, reader: Reader): FunctionCommand {
  cursor.expect("(");
  skipBlanks(cursor);
  cursor.expect(")");
  return readFunctionBody(name, cursor, reader);
}

function readFunctionBody(name: string, cursor: Cursor, reader: Reader): FunctionCommand {
  skipLines(cursor);
  const body = reader.readCommand(cursor);
  if (body.kind === "function" || (body.kind === "simple" && cursor.isBash)) cursor.fail();
  return { kind: "function", name, body };
}

function readKeywordFunction(cursor: Cursor, reader: Reader): FunctionCommand {
  skipBlanks(cursor);
  const name = literalOf(readWord(cursor)) ?? cursor.fail();
  skipBlanks(cursor);
  if (cursor.take("(")) {
    skipBlanks(cursor);
    cursor.expect(")");
  }
  return readFunctionBody(name, cursor, reader);
}

function readGroup(cursor: Cursor, reader: Reader): Compound {
  const body = reader.readList(cursor);
  expectReserved("}", cursor);
  return { kind: "group", body };
}

/** `( … )`, or `(( … ))`. */
function readParentheses(cursor: Cursor, reader: Reader): Compound {
  if (cursor.isBash && cursor.text[cursor.at] === "(") {
    const start = cursor.at;
    cursor.at++;
    const expression = readArithmetic(cursor);
    if (expression !== undefined) return { kind: "arithmetic", expression };
    cursor.at = start;
  }
  const body = reader.readList(cursor);
  cursor.expect(")");
  return { kind: "subshell", body };
}

function readIf(cursor: Cursor, reader: Reader): Compound {
  const branches = [];
  do {
    const condition = reader.readList(cursor);
    expectReserved("then", cursor);
    branches.push({ condition, body: reader.readList(cursor) });
  } while (takeReserved("elif", cursor));
  const otherwise = takeReserved("else", cursor) ? reader.readList(cursor) : undefined;
  expectReserved("fi", cursor);
  return { kind: "if", branches, otherwise };
}

function readLoop(kind: "while" | "until", cursor: Cursor, reader: Reader): Compound {
  const condition = reader.readList(cursor);
  expectReserved("do", cursor);
  const body = reader.readList(cursor);
  expectReserved("done", cursor);
  return { kind, condition, body };
}

function readFor(cursor: Cursor, reader: Reader): Compound {
  skipBlanks(cursor);
  if (cursor.isBash && cursor.take("((")) return readCount(cursor, reader);
  return readEach("for", cursor, reader);
}

function readSelect(cursor: Cursor, reader: Reader): Compound {
  return readEach("select", cursor, reader);
}

function readEach(kind: "for" | "select", cursor: Cursor, reader: Reader): Compound {
  skipBlanks(cursor);
  const variable = literalOf(readWord(cursor)) ?? "";
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

/** bash takes braces here as well. */
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

function readCase(cursor: Cursor, reader: Reader): Compound {
  skipBlanks(cursor);
  const subject = readOneWord(cursor);
  skipLines(cursor);
  expectReserved("in", cursor);
  const items: CaseItem[] = [];
  for (skipLines(cursor); !takeReserved("esac", cursor); skipLines(cursor)) items.push(readCaseItem(cursor, reader));
  return { kind: "case", subject, items };
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
  return { patterns, body, end: readCaseEnd(cursor) };
}

function readCaseEnd(cursor: Cursor): CaseItem["end"] {
  if (cursor.isBash && cursor.take(";;&")) return ";;&";
  if (cursor.take(";;")) return ";;";
  if (cursor.isBash && cursor.take(";&")) return ";&";
  return peekReserved(cursor) === "esac" ? ";;" : cursor.fail();
}

function readTest(cursor: Cursor): Compound {
  return { kind: "condition", condition: readCondition(cursor) };
}

function readOneWord(cursor: Cursor): Word {
  const start = cursor.at;
  const word = readWord(cursor);
  if (cursor.at === start || (word.parts.length === 0 && METACHARACTERS.includes(cursor.peek()))) cursor.fail();
  return word;
}
