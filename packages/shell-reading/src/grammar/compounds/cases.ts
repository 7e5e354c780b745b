import { skipBlanks, skipLines } from "../blanks.ts";
import type { Cursor } from "../cursor.ts";
import { expectReserved, peekReserved, takeReserved } from "../reserved.ts";
import type { CaseItem, Compound, Word } from "../syntax.ts";
import { readOneWord } from "../words.ts";
import type { Reader } from "./reader.ts";

export function readCase(cursor: Cursor, reader: Reader): Compound {
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
