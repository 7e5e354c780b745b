import { skipBlanks } from "./blanks.ts";
import type { Cursor } from "./cursor.ts";
import { isSubstitution } from "./substitutions.ts";
import type { Redirect, Word } from "./syntax.ts";
import { METACHARACTERS, readWord } from "./words.ts";

const DESCRIPTOR = /[0-9]+(?=[<>])/y;
const VARIABLE_DESCRIPTOR = /\{[A-Za-z_]\w*\}(?=[<>])/y;
/** Longer ones first. */
const OPERATORS = ["&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"];
const POSIX_OPERATORS = OPERATORS.filter((operator) => !operator.startsWith("&") && operator !== "<<<");

/** Whether a redirection begins here. */
export function atRedirect(cursor: Cursor): boolean {
  const char = cursor.peek();
  if (char === "<" || char === ">") return !isSubstitution(cursor);
  if (char === "&") return cursor.isBash && cursor.has("&>");
  DESCRIPTOR.lastIndex = cursor.at;
  VARIABLE_DESCRIPTOR.lastIndex = cursor.at;
  return DESCRIPTOR.test(cursor.text) || (cursor.isBash && VARIABLE_DESCRIPTOR.test(cursor.text));
}

/** Parses the redirections that follow. */
export function readRedirects(cursor: Cursor): readonly Redirect[] {
  const redirects: Redirect[] = [];
  for (skipBlanks(cursor); atRedirect(cursor); skipBlanks(cursor)) redirects.push(readRedirect(cursor));
  return redirects;
}

export function readRedirect(cursor: Cursor): Redirect {
  const descriptor = readDescriptor(cursor);
  const operator = (cursor.isBash ? OPERATORS : POSIX_OPERATORS).find((text) => cursor.take(text)) ?? cursor.fail();
  skipBlanks(cursor);
  if (atWordEnd(cursor)) cursor.fail();
  const target = readWord(cursor);
  const redirect: Redirect = { descriptor, operator, target };
  if (operator === "<<" || operator === "<<-") expectDocument(cursor, redirect);
  return redirect;
}

function atWordEnd(cursor: Cursor): boolean {
  const char = cursor.peek();
  return char === "" || (METACHARACTERS.includes(char) && !isSubstitution(cursor));
}

function readDescriptor(cursor: Cursor): number | undefined {
  VARIABLE_DESCRIPTOR.lastIndex = cursor.at;
  if (cursor.isBash && VARIABLE_DESCRIPTOR.test(cursor.text)) cursor.fail();
  DESCRIPTOR.lastIndex = cursor.at;
  const digits = DESCRIPTOR.exec(cursor.text)?.[0];
  if (digits === undefined) return undefined;
  cursor.at += digits.length;
  return Number(digits);
}

function expectDocument(cursor: Cursor, redirect: Redirect): void {
  cursor.documents.push({
    redirect,
    delimiter: readDelimiter(redirect.target, cursor),
    isLiteral: redirect.target.parts.some((part) => part.isQuoted),
    stripsTabs: redirect.operator === "<<-",
  });
}

/** Fails for a delimiter with expansions, which no shell expands. */
function readDelimiter({ parts }: Word, cursor: Cursor): string {
  return parts.map((part) => (part.kind === "text" ? part.text : cursor.fail())).join("");
}
