import { decodeAnsi } from "./ansi.ts";
import type { Cursor } from "./cursor.ts";
import { endOfRun } from "./origin.ts";
import type { PartList } from "./part-list.ts";
import type { Place } from "./place.ts";

const DOUBLE: Place = { stops: '"', isQuoted: true, hasPlainApostrophes: true, hasPlainQuotes: false, escapes: '"' };

export function readEscape(cursor: Cursor, { isQuoted, escapes }: Place, list: PartList): void {
  const { at } = cursor;
  const char = cursor.text[at + 1];
  cursor.at = Math.min(at + 2, cursor.text.length);
  if (char === undefined) list.addText("\\", isQuoted, cursor.locate(at));
  else if (!isQuoted || "$`\\".includes(char) || escapes.includes(char)) list.addText(char, true);
  else list.addText(`\\${char}`, true, cursor.placeOfText(at, 2));
}

export function readSingle(cursor: Cursor, _: Place, list: PartList): void {
  const start = cursor.at + 1;
  const end = cursor.text.indexOf("'", start);
  if (end < 0) cursor.fail();
  cursor.budget.spend(end - start);
  addQuoted(cursor, { start, end }, list);
  cursor.at = end + 1;
}

/** Adds quoted text, with a separate part for each origin. */
export function addQuoted(cursor: Cursor, { start, end }: { start: number; end: number }, list: PartList): void {
  if (start === end) list.addText("", true, cursor.locate(start));
  for (let at = start; at < end; ) {
    const next = Math.min(endOfRun(cursor.origin, at) ?? end, end);
    list.addText(cursor.text.slice(at, next), true, cursor.locate(at));
    at = next;
  }
}

export function readDouble(cursor: Cursor, place: Place, list: PartList): void {
  cursor.at++;
  const isInBraces = place.stops.includes("}");
  const parts = cursor.budget.nest(() =>
    cursor.grammar.readParts(cursor, isInBraces ? { ...DOUBLE, escapes: '"}' } : DOUBLE),
  );
  cursor.expect('"');
  if (parts.length === 0) list.addText("", true, cursor.locate(cursor.at - 1));
  for (const part of parts) list.add(part);
}

/** Parses `$'…'`. */
export function readAnsi(cursor: Cursor, list: PartList): void {
  const { text } = cursor;
  const start = cursor.at + 1;
  let end = start;
  while (end < text.length && text[end] !== "'") end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) cursor.fail();
  cursor.budget.spend(end - start);
  list.addText(decodeAnsi(text.slice(start, end)), true);
  cursor.at = end + 1;
}
