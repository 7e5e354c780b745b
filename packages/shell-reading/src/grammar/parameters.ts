import type { Cursor } from "./cursor.ts";
import type { Place } from "./place.ts";
import type { ParameterPart, TextPart, Word } from "./syntax.ts";

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const BRACED_NAME = /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]/y;
const SPECIAL = "@*#?-$!0123456789";
/** Longer ones first. */
const POSIX_OPERATORS = [":-", ":=", ":?", ":+", "##", "%%", "-", "=", "?", "+", "#", "%"];
const OPERATORS = [
  ":-",
  ":=",
  ":?",
  ":+",
  "##",
  "%%",
  "//",
  "/#",
  "/%",
  "^^",
  ",,",
  "-",
  "=",
  "?",
  "+",
  "#",
  "%",
  "/",
  ":",
  "^",
  ",",
  "@",
];
const DEFAULTS = /^:?[-=?+]$/;

/** Parses the parameter after a dollar sign, if there is one. */
export function readParameter(cursor: Cursor, isQuoted: boolean): ParameterPart | undefined {
  if (cursor.take("{")) return cursor.budget.nest(() => readBraced(cursor, isQuoted));
  const name = match(cursor, NAME);
  if (name !== undefined) return { kind: "parameter", isQuoted, name };
  const char = cursor.peek();
  if (char === "" || !SPECIAL.includes(char)) return undefined;
  cursor.at++;
  return { kind: "parameter", isQuoted, name: char };
}

function readBraced(cursor: Cursor, isQuoted: boolean): ParameterPart {
  const isLength = takesPrefix(cursor, "#");
  const isIndirect = !isLength && takesPrefix(cursor, "!");
  if (isIndirect && !cursor.isBash) cursor.fail();
  const name = match(cursor, BRACED_NAME) ?? cursor.fail();
  const index = readIndex(cursor);
  const head = { kind: "parameter" as const, isQuoted, name, ...(index && { index }), isLength, isIndirect };
  if (cursor.take("}")) return head;
  const operator = (cursor.isBash ? OPERATORS : POSIX_OPERATORS).find((text) => cursor.take(text));
  if (operator === undefined || isLength) cursor.fail();
  const operands = readOperands(cursor, operator, isQuoted);
  cursor.expect("}");
  return { ...head, operator, ...operands };
}

/** `${#}` and `${#-x}` refer to `$#`; `${#x}` is a length. */
function takesPrefix(cursor: Cursor, prefix: string): boolean {
  if (cursor.peek() !== prefix) return false;
  const next = cursor.text[cursor.at + 1] ?? "";
  const isPrefix = /[A-Za-z0-9_]/.test(next) || ("@*#?$!-".includes(next) && cursor.text[cursor.at + 2] === "}");
  if (isPrefix) cursor.at++;
  return isPrefix;
}

function readIndex(cursor: Cursor): Word | undefined {
  if (!cursor.isBash || !cursor.take("[")) return undefined;
  const parts = cursor.grammar.readParts(cursor, choosePlace("]", false));
  cursor.expect("]");
  return { parts };
}

function readOperands(
  cursor: Cursor,
  operator: string,
  isOuterQuoted: boolean,
): Pick<ParameterPart, "operand" | "second"> {
  // A pattern has its own quotes, even inside double quotes.
  const isQuoted = isOuterQuoted && DEFAULTS.test(operator);
  const read = (stops: string) => ({ parts: cursor.grammar.readParts(cursor, choosePlace(stops, isQuoted)) });
  const separator = findSeparator(operator);
  // The first character of the pattern may be a slash.
  const slash = operator === "//" && cursor.take("/") ? [slashPart] : [];
  const rest = read(separator === undefined ? "}" : `}${separator}`);
  const operand = { parts: [...slash, ...rest.parts] };
  if (separator === undefined || !cursor.take(separator)) return { operand };
  return { operand, second: read("}") };
}

const slashPart: TextPart = { kind: "text", text: "/", isQuoted: true, start: undefined };

function findSeparator(operator: string): string | undefined {
  if (operator.startsWith("/")) return "/";
  return operator === ":" ? ":" : undefined;
}

function choosePlace(stops: string, isQuoted: boolean): Place {
  return { stops, isQuoted, hasPlainApostrophes: isQuoted, hasPlainQuotes: false, escapes: '"}' };
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  cursor.peek();
  pattern.lastIndex = cursor.at;
  const text = pattern.exec(cursor.text)?.[0];
  if (text !== undefined) {
    cursor.at += text.length;
    cursor.budget.spend(text.length);
  }
  return text;
}
