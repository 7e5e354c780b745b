import { skipBlanks, skipLines } from "../blanks.ts";
import type { Cursor } from "../cursor.ts";
import { readLiteral } from "../simple-commands.ts";
import type { FunctionCommand } from "../syntax.ts";
import { readWord } from "../words.ts";
import type { Reader } from "./reader.ts";

/** Parses `() body`. */
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

export function readKeywordFunction(cursor: Cursor, reader: Reader): FunctionCommand {
  skipBlanks(cursor);
  const name = readLiteral(readWord(cursor)) ?? cursor.fail();
  skipBlanks(cursor);
  if (cursor.take("(")) {
    skipBlanks(cursor);
    cursor.expect(")");
  }
  return readFunctionBody(name, cursor, reader);
}
