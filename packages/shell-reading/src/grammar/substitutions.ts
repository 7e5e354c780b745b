import { readArithmetic, readOldArithmetic } from "./arithmetic.ts";
import type { Cursor } from "./cursor.ts";
import { readParameter } from "./parameters.ts";
import type { PartList } from "./part-list.ts";
import type { Place } from "./place.ts";
import { readAnsi, readDouble } from "./quotes.ts";

export function readDollar(cursor: Cursor, place: Place, list: PartList): void {
  const { at } = cursor;
  cursor.at++;
  const char = cursor.peek();
  const hasQuotes = cursor.isBash && !place.isQuoted;
  if (char === "(") readParenthesis(cursor, place, list);
  else if (char === "'" && hasQuotes) readAnsi(cursor, list);
  else if (char === '"' && hasQuotes) readDouble(cursor, place, list);
  else if (char === "[" && cursor.isBash) readOld(cursor, place, list);
  else readName(cursor, { ...place, at }, list);
}

function readName(cursor: Cursor, { isQuoted, at }: Place & { at: number }, list: PartList): void {
  const parameter = readParameter(cursor, isQuoted);
  if (parameter !== undefined) list.add(parameter);
  else list.addText("$", isQuoted, cursor.locate(at));
}

/** Parses `$(command)` or `$((expression))`. */
function readParenthesis(cursor: Cursor, { isQuoted }: Place, list: PartList): void {
  const start = cursor.at;
  const expression = cursor.take("((") ? cursor.budget.nest(() => readArithmetic(cursor)) : undefined;
  if (expression !== undefined) {
    list.add({ kind: "arithmetic", isQuoted, expression });
    return;
  }
  // dash reads no other meaning into it.
  if (!cursor.isBash && cursor.text.startsWith("((", start)) cursor.fail();
  cursor.at = start;
  cursor.expect("(");
  const script = cursor.budget.nest(() => cursor.grammar.readSubstitution(cursor));
  list.add({ kind: "command", isQuoted, script });
}

/** Parses `$[expression]`. */
function readOld(cursor: Cursor, { isQuoted }: Place, list: PartList): void {
  cursor.at++;
  list.add({ kind: "arithmetic", isQuoted, expression: cursor.budget.nest(() => readOldArithmetic(cursor)) });
}

const BACKTICK_ESCAPE = /\\([$`\\])/g;
const QUOTED_BACKTICK_ESCAPE = /\\([$`\\"])/g;

/** Parses backticks. Fewer characters can be escaped here; the unescaped content is a separate script. */
export function readBackticks(cursor: Cursor, { isQuoted, hasPlainQuotes }: Place, list: PartList): void {
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
  // bash parses it when it runs it, dash immediately.
  if (script.isBroken && !cursor.isBash) cursor.fail();
  list.add({ kind: "command", isQuoted, script });
}

/** Parses `<(command)`, which may also be inside a word. */
export function readProcess(cursor: Cursor, _: Place, list: PartList): void {
  const takesInput = !cursor.take("<(");
  if (takesInput) cursor.take(">(");
  const script = cursor.budget.nest(() => cursor.grammar.readSubstitution(cursor));
  list.add({ kind: "process", isQuoted: true, script, takesInput });
}

/** Whether `<(` or `>(` begins here. */
export function isSubstitution(cursor: Cursor): boolean {
  return cursor.isBash && (cursor.has("<(") || cursor.has(">("));
}
