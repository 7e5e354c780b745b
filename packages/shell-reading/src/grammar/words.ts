import { decodeAnsi } from "./ansi.ts";
import type { Cursor } from "./cursor.ts";
import { readParameter } from "./parameters.ts";
import { PartList } from "./part-list.ts";
import type { Place } from "./place.ts";
import type { Part, Word } from "./syntax.ts";

export const METACHARACTERS = " \t\n;&|<>()";
const WORD: Place = {
  stops: METACHARACTERS,
  isQuoted: false,
  hasPlainApostrophes: false,
  hasPlainQuotes: false,
  escapes: "",
};
const DOUBLE: Place = { stops: '"', isQuoted: true, hasPlainApostrophes: true, hasPlainQuotes: false, escapes: '"' };
const DOCUMENT: Place = { stops: "", isQuoted: true, hasPlainApostrophes: true, hasPlainQuotes: true, escapes: "" };
const ARITHMETIC: Place = {
  stops: "()",
  isQuoted: true,
  hasPlainApostrophes: true,
  hasPlainQuotes: false,
  escapes: '"',
};

/** What ends a run of characters that mean nothing. */
const SPECIAL = "\\'\"$`<>";
const OPERATOR = /[?+*@!]/;

/** Reads a word up to the next unquoted blank or operator. Empty if there is none. */
export function readWord(cursor: Cursor, stops: string = METACHARACTERS): Word {
  const place = stops === METACHARACTERS ? WORD : { ...WORD, stops };
  cursor.peek();
  const start = cursor.placeOf(cursor.at);
  const parts = readParts(cursor, place);
  return { parts, start, end: cursor.placeOf(cursor.at) };
}

/** Reads a here-document's body, which is all of the cursor's text. */
export function readDocument(cursor: Cursor): Word {
  return { parts: readParts(cursor, DOCUMENT) };
}

/** Reads `expression))`. Nothing if no two parentheses end it: then the parentheses are those of subshells. */
export function readArithmetic(cursor: Cursor): Word | undefined {
  const start = cursor.at;
  const list = new PartList();
  let depth = 0;
  for (;;) {
    list.parts.push(...cursor.grammar.readParts(cursor, ARITHMETIC));
    const char = cursor.peek();
    if (char === "") return cursor.fail();
    if (char === ")" && depth === 0) break;
    depth += char === "(" ? 1 : -1;
    list.addText(char, true);
    cursor.at++;
  }
  if (cursor.take("))")) return list;
  cursor.at = start;
  return undefined;
}

/** Reads parts up to one of the stops, or the end of the text. */
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

/** How to read what begins here. */
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
  while (end < text.length && !SPECIAL.includes(text.charAt(end)) && !place.stops.includes(text.charAt(end))) end++;
  const isPattern = text[end] === "(" && place.stops.includes("(") && !place.isQuoted;
  if (isPattern && OPERATOR.test(text.charAt(end - 1))) cursor.fail();
  cursor.budget.spend(end - at);
  list.addText(text.slice(at, end), place.isQuoted, cursor.placeOf(at));
  cursor.at = end;
}

function readEscape(cursor: Cursor, { isQuoted, escapes }: Place, list: PartList): void {
  const { at } = cursor;
  const char = cursor.text[at + 1];
  cursor.at = Math.min(at + 2, cursor.text.length);
  if (char === undefined) list.addText("\\", isQuoted, cursor.placeOf(at));
  else if (!isQuoted || "$`\\".includes(char) || escapes.includes(char)) list.addText(char, true);
  else list.addText(`\\${char}`, true, cursor.placeOf(at));
}

function readSingle(cursor: Cursor, _: Place, list: PartList): void {
  const start = cursor.at + 1;
  const end = cursor.text.indexOf("'", start);
  if (end < 0) cursor.fail();
  cursor.budget.spend(end - start);
  list.addText(cursor.text.slice(start, end), true, cursor.placeOf(start));
  cursor.at = end + 1;
}

function readDouble(cursor: Cursor, place: Place, list: PartList): void {
  cursor.at++;
  const isInBraces = place.stops.includes("}");
  const parts = cursor.budget.nest(() =>
    cursor.grammar.readParts(cursor, isInBraces ? { ...DOUBLE, escapes: '"}' } : DOUBLE),
  );
  cursor.expect('"');
  if (parts.length === 0) list.addText("", true, cursor.placeOf(cursor.at - 1));
  for (const part of parts) list.add(part);
}

function readDollar(cursor: Cursor, place: Place, list: PartList): void {
  const { at } = cursor;
  cursor.at++;
  const char = cursor.peek();
  const hasQuotes = cursor.isBash && !place.isQuoted;
  if (char === "(") readParenthesis(cursor, place, list);
  else if (char === "'" && hasQuotes) readAnsi(cursor, list);
  else if (char === '"' && hasQuotes) readDouble(cursor, place, list);
  else if (char === "[" && cursor.isBash) cursor.fail();
  else readName(cursor, { ...place, at }, list);
}

function readName(cursor: Cursor, { isQuoted, at }: Place & { at: number }, list: PartList): void {
  const parameter = readParameter(cursor, isQuoted);
  if (parameter !== undefined) list.add(parameter);
  else list.addText("$", isQuoted, cursor.placeOf(at));
}

/** `$(command)`, or `$((expression))`. */
function readParenthesis(cursor: Cursor, { isQuoted }: Place, list: PartList): void {
  const start = cursor.at;
  const expression = cursor.take("((") ? cursor.budget.nest(() => readArithmetic(cursor)) : undefined;
  if (expression !== undefined) {
    list.add({ kind: "arithmetic", isQuoted, expression });
    return;
  }
  cursor.at = start;
  cursor.expect("(");
  const script = cursor.budget.nest(() => cursor.grammar.readSubstitution(cursor));
  list.add({ kind: "command", isQuoted, script });
}

/** `$'…'` */
function readAnsi(cursor: Cursor, list: PartList): void {
  const { text } = cursor;
  const start = cursor.at + 1;
  let end = start;
  while (end < text.length && text[end] !== "'") end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) cursor.fail();
  cursor.budget.spend(end - start);
  list.addText(decodeAnsi(text.slice(start, end)), true);
  cursor.at = end + 1;
}

const BACKTICK_ESCAPE = /\\([$`\\])/g;
const QUOTED_BACKTICK_ESCAPE = /\\([$`\\"])/g;

/** A backslash hides less here than elsewhere: what is left is a script of its own. */
function readBackticks(cursor: Cursor, { isQuoted, hasPlainQuotes }: Place, list: PartList): void {
  const { text } = cursor;
  const start = cursor.at + 1;
  let end = start;
  while (end < text.length && text[end] !== "`") end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) cursor.fail();
  cursor.budget.spend(end - start);
  const hidden = isQuoted && !hasPlainQuotes ? QUOTED_BACKTICK_ESCAPE : BACKTICK_ESCAPE;
  const inner = text.slice(start, end).replace(hidden, "$1");
  cursor.at = end + 1;
  const script = cursor.budget.nest(() => cursor.grammar.readText(inner, cursor));
  // bash reads it when it runs it, dash at once.
  if (script.isBroken && !cursor.isBash) cursor.fail();
  list.add({ kind: "command", isQuoted, script });
}

/** `<(command)`, inside of a word too. */
function readProcess(cursor: Cursor, _: Place, list: PartList): void {
  cursor.take(cursor.has("<(") ? "<(" : ">(");
  const script = cursor.budget.nest(() => cursor.grammar.readSubstitution(cursor));
  list.add({ kind: "opaque", isQuoted: true, script });
}

/** Whether `<(` or `>(` begins here. */
export function isSubstitution(cursor: Cursor): boolean {
  return cursor.isBash && (cursor.has("<(") || cursor.has(">("));
}
