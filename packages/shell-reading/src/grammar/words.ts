import type { Cursor } from "./cursor.ts";
import { PartList } from "./part-list.ts";
import type { Place } from "./place.ts";
import { addQuoted, readDouble, readEscape, readSingle } from "./quotes.ts";
import { isSubstitution, readBackticks, readDollar, readProcess } from "./substitutions.ts";
import type { Part, Word } from "./syntax.ts";

export const METACHARACTERS = " \t\n;&|<>()";
const WORD: Place = {
  stops: METACHARACTERS,
  isQuoted: false,
  hasPlainApostrophes: false,
  hasPlainQuotes: false,
  escapes: "",
};

const DOCUMENT: Place = { stops: "", isQuoted: true, hasPlainApostrophes: true, hasPlainQuotes: true, escapes: "" };

/** Characters that end a run of ordinary ones. */
const SPECIAL = "\\'\"$`<>";
const OPERATOR = /[?+*@!]/;

/** Reads a word up to the next unquoted blank or operator. May be empty. */
export function readWord(cursor: Cursor, stops: string = METACHARACTERS): Word {
  const place = stops === METACHARACTERS ? WORD : { ...WORD, stops };
  cursor.peek();
  const start = cursor.locate(cursor.at);
  const parts = readParts(cursor, place);
  return { parts, start, end: cursor.placeBehind(cursor.at) };
}

/** Reads a here-document's body: the cursor's whole text. */
export function readDocument(cursor: Cursor): Word {
  return { parts: readParts(cursor, DOCUMENT) };
}

/** Reads parts up to one of the stops or the end of the text. */
export function readParts(cursor: Cursor, place: Place): readonly Part[] {
  const list = new PartList();
  while (!atStop(cursor, place)) readPart(cursor, place, list);
  return list.parts;
}

function atStop(cursor: Cursor, { stops, isQuoted }: Place): boolean {
  const char = cursor.peek();
  if (char === "") return true;
  return stops.includes(char) && (isQuoted || !isSubstitution(cursor));
}

type ReadPart = (cursor: Cursor, place: Place, list: PartList) => void;

function readPart(cursor: Cursor, place: Place, list: PartList): void {
  cursor.budget.spend(2);
  partReader(cursor, place)(cursor, place, list);
}

/** Chooses the reader of the part that begins here. */
function partReader(cursor: Cursor, { isQuoted, hasPlainApostrophes, hasPlainQuotes }: Place): ReadPart {
  switch (cursor.peek()) {
    case "\\":
      return readEscape;
    case "'":
      return hasPlainApostrophes ? readRun : readSingle;
    case '"':
      return hasPlainQuotes ? readRun : readDouble;
    case "$":
      return readDollar;
    case "`":
      return readBackticks;
    case "<":
    case ">":
      return isQuoted || !isSubstitution(cursor) ? readRun : readProcess;
    default:
      return readRun;
  }
}

/** Characters that stand for themselves. */
function readRun(cursor: Cursor, place: Place, list: PartList): void {
  const { text, at } = cursor;
  let end = at + 1;
  // Bounds the run by the remaining budget.
  const last = Math.min(text.length, at + cursor.budget.left + 2);
  while (end < last && !SPECIAL.includes(text.charAt(end)) && !place.stops.includes(text.charAt(end))) end++;
  const isPattern = text[end] === "(" && place.stops.includes("(") && !place.isQuoted;
  if (isPattern && OPERATOR.test(text.charAt(end - 1))) cursor.fail();
  cursor.budget.spend(end - at);
  if (place.isQuoted) addQuoted(cursor, { start: at, end }, list);
  else list.addText(text.slice(at, end), false, cursor.placeOfText(at, end - at));
  cursor.at = end;
}

export function readOneWord(cursor: Cursor): Word {
  const start = cursor.at;
  const word = readWord(cursor);
  if (cursor.at === start || (word.parts.length === 0 && METACHARACTERS.includes(cursor.peek()))) cursor.fail();
  return word;
}
