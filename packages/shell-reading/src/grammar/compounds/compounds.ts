import { readArithmetic } from "../arithmetic.ts";
import { skipBlanks } from "../blanks.ts";
import type { Cursor } from "../cursor.ts";
import { expectReserved, peekReserved, takeReserved } from "../reserved.ts";
import { readLiteral } from "../simple-commands.ts";
import type { Compound, FunctionCommand } from "../syntax.ts";
import { readWord } from "../words.ts";
import { readCase } from "./cases.ts";
import { readCondition } from "./conditions.ts";
import { readKeywordFunction } from "./functions.ts";
import { readFor, readLoop, readSelect } from "./loops.ts";
import type { Reader } from "./reader.ts";

type ReadCompound = (cursor: Cursor, reader: Reader) => Compound | FunctionCommand;

/** The parsers of compound commands by their first word or parenthesis. */
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
  ["coproc", readCoprocess],
]);

function readGroup(cursor: Cursor, reader: Reader): Compound {
  const body = reader.readList(cursor);
  expectReserved("}", cursor);
  return { kind: "group", body };
}

/** Parses `( … )` or `(( … ))`. */
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

function readTest(cursor: Cursor): Compound {
  return { kind: "condition", condition: readCondition(cursor) };
}

/** A name is accepted only before a compound command. */
function readCoprocess(cursor: Cursor, { readCommand }: Reader): Compound {
  skipBlanks(cursor);
  const start = cursor.at;
  const name = readLiteral(readWord(cursor)) ?? "";
  skipBlanks(cursor);
  const isNamed = /^[A-Za-z_]\w*$/.test(name) && (cursor.peek() === "(" || COMPOUNDS.has(peekReserved(cursor) ?? ""));
  if (!isNamed || COMPOUNDS.has(name)) cursor.at = start;
  return { kind: "coprocess", name: cursor.at === start ? "COPROC" : name, body: readCommand(cursor) };
}
