import { skipBlanks, skipLines } from "../blanks.ts";
import type { Cursor } from "../cursor.ts";
import type { Condition, Word } from "../syntax.ts";
import { METACHARACTERS, readWord } from "../words.ts";

const UNARY = /-[a-zA-Z](?=\s)/y;
const BINARY = /(?:==|=~|!=|=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))(?=\s)/y;

/** Parses the content of `[[ … ]]`, including the closing brackets. */
export function readCondition(cursor: Cursor): Condition {
  const condition = cursor.budget.nest(() => readOr(cursor));
  skipLines(cursor);
  cursor.expect("]]");
  return condition;
}

function readOr(cursor: Cursor): Condition {
  let left = readAnd(cursor);
  for (skipLines(cursor); cursor.take("||"); skipLines(cursor)) left = { kind: "or", left, right: readAnd(cursor) };
  return left;
}

function readAnd(cursor: Cursor): Condition {
  let left = readNot(cursor);
  for (skipLines(cursor); cursor.take("&&"); skipLines(cursor)) left = { kind: "and", left, right: readNot(cursor) };
  return left;
}

function readNot(cursor: Cursor): Condition {
  skipLines(cursor);
  if (take(/!(?=\s)/y, cursor) !== undefined)
    return { kind: "not", condition: cursor.budget.nest(() => readNot(cursor)) };
  if (!cursor.take("(")) return readPrimary(cursor);
  const condition = cursor.budget.nest(() => readOr(cursor));
  skipLines(cursor);
  cursor.expect(")");
  return condition;
}

function readPrimary(cursor: Cursor): Condition {
  const operator = take(UNARY, cursor);
  if (operator !== undefined) {
    skipBlanks(cursor);
    return { kind: "unary", operator, operand: readOperand(cursor) };
  }
  const left = readOperand(cursor);
  skipBlanks(cursor);
  const binary = take(BINARY, cursor);
  if (binary === undefined) return { kind: "unary", operator: "-n", operand: left };
  skipBlanks(cursor);
  const right = binary === "=~" ? readPattern(cursor) : readOperand(cursor);
  return { kind: "binary", operator: binary, left, right };
}

function readOperand(cursor: Cursor): Word {
  if (cursor.has("]]") || METACHARACTERS.includes(cursor.peek())) cursor.fail();
  return readWord(cursor);
}

/** Parses a regular expression, in which parentheses and bars are not operators. */
function readPattern(cursor: Cursor): Word {
  return readWord(cursor, " \t\n");
}

function take(pattern: RegExp, cursor: Cursor): string | undefined {
  cursor.peek();
  pattern.lastIndex = cursor.at;
  const text = pattern.exec(cursor.text)?.[0];
  cursor.at += text?.length ?? 0;
  return text;
}
