import { Cursor, type PendingDocument } from "./cursor.ts";
import { sliceOrigin } from "./origin.ts";
import type { Word } from "./syntax.ts";
import { readDocument } from "./words.ts";

/** Skips blanks and a comment after them. */
export function skipBlanks(cursor: Cursor): void {
  const start = cursor.at;
  for (let char = cursor.peek(); char === " " || char === "\t"; char = cursor.peek()) cursor.at++;
  if (cursor.peek() === "#") {
    const newline = cursor.text.indexOf("\n", cursor.at);
    cursor.at = newline < 0 ? cursor.text.length : newline;
  }
  cursor.budget.spend(cursor.at - start);
}

/** Skips blanks, comments and newlines, including here-documents that begin there. */
export function skipLines(cursor: Cursor): void {
  for (skipBlanks(cursor); takeNewline(cursor); skipBlanks(cursor)) cursor.budget.spend(1);
}

export function takeNewline(cursor: Cursor): boolean {
  if (cursor.peek() !== "\n") return false;
  cursor.at++;
  readPending(cursor);
  return true;
}

/** Reads the bodies of the line's here-documents. */
export function readPending(cursor: Cursor): void {
  const documents = cursor.documents;
  cursor.documents = [];
  for (const document of documents) document.redirect.document = readBody(cursor, document);
}

function readBody(cursor: Cursor, { delimiter, isLiteral, stripsTabs }: PendingDocument): Word {
  const start = cursor.at;
  const lines: string[] = [];
  let isPlain = true;
  while (cursor.at < cursor.text.length) {
    const line = nextLine(cursor);
    const stripped = stripsTabs ? withoutTabs(line) : line;
    if (stripped === delimiter) return parseBody(lines, isLiteral, { cursor, start: isPlain ? start : undefined });
    isPlain &&= stripped === line;
    lines.push(stripped);
  }
  return parseBody(lines, isLiteral, { cursor, start: isPlain ? start : undefined });
}

function nextLine(cursor: Cursor): string {
  const newline = cursor.text.indexOf("\n", cursor.at);
  const end = newline < 0 ? cursor.text.length : newline;
  const line = cursor.text.slice(cursor.at, end);
  cursor.budget.spend(line.length + 1);
  cursor.at = Math.min(end + 1, cursor.text.length);
  return line;
}

function withoutTabs(line: string): string {
  let at = 0;
  while (line[at] === "\t") at++;
  return line.slice(at);
}

interface Body {
  readonly cursor: Cursor;
  /** Its offset, if no line is stripped of tabs. */
  readonly start: number | undefined;
}

function parseBody(lines: readonly string[], isLiteral: boolean, { cursor, start }: Body): Word {
  const text = lines.map((line) => `${line}\n`).join("");
  const place = start === undefined ? undefined : cursor.placeOfText(start, text.length);
  if (isLiteral) return { parts: [{ kind: "text", text, isQuoted: true, start: place }] };
  const origin = start === undefined ? [] : sliceOrigin(cursor.origin, start, start + text.length);
  const { dialect, budget, grammar, aliases } = cursor;
  return readDocument(new Cursor(text, { dialect, budget, grammar, origin, aliases }));
}
