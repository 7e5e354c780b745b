import type { Token } from "./lexer.ts";
import { type Command, type List, NOTHING } from "./syntax.ts";

/** What the compound commands need of the parser. */
export interface Cursor {
  readonly token: Token;
  advance(): void;
  /** Takes this word or operator if it is next. */
  take(text: string): boolean;
  /** Takes it, or gives the script up. */
  expect(text: string): void;
  fail(): void;
  skipNewlines(): void;
  takeArithmetic(): string | undefined;
  list(): List;
  command(): Command;
}

/** How to read the command that a reserved word begins. */
export const COMPOUNDS: ReadonlyMap<string, (cursor: Cursor) => Command> = new Map([
  ["{", group],
  ["(", subshell],
  ["if", conditional],
  ["while", loop],
  ["until", loop],
  ["for", each],
  ["select", each],
  ["case", selection],
  ["function", definition],
  ["[[", test],
]);

function group(cursor: Cursor): Command {
  cursor.advance();
  const body = cursor.list();
  cursor.expect("}");
  return { kind: "group", body };
}

function subshell(cursor: Cursor): Command {
  cursor.advance();
  const body = cursor.list();
  cursor.expect(")");
  return { kind: "subshell", body };
}

function conditional(cursor: Cursor): Command {
  cursor.advance();
  const condition = cursor.list();
  cursor.expect("then");
  const branches = [cursor.list()];
  while (cursor.take("elif")) {
    const next = cursor.list();
    cursor.expect("then");
    branches.push([...next, ...cursor.list()]);
  }
  if (cursor.take("else")) branches.push(cursor.list());
  cursor.expect("fi");
  return { kind: "branches", condition, branches };
}

function loop(cursor: Cursor): Command {
  cursor.advance();
  const condition = cursor.list();
  return { kind: "loop", body: [...condition, ...loopBody(cursor)] };
}

function each(cursor: Cursor): Command {
  cursor.advance();
  if (cursor.takeArithmetic() !== undefined) {
    cursor.take(";");
    cursor.skipNewlines();
    return { kind: "loop", body: loopBody(cursor) };
  }
  const variable = cursor.token.text;
  cursor.advance();
  cursor.skipNewlines();
  if (cursor.take("in")) while (cursor.token.kind === "word") cursor.advance();
  cursor.take(";");
  cursor.skipNewlines();
  return { kind: "loop", variable, body: loopBody(cursor) };
}

/** bash takes braces here as well. */
function loopBody(cursor: Cursor): List {
  const end = cursor.take("{") ? "}" : "done";
  if (end === "done") cursor.expect("do");
  const body = cursor.list();
  cursor.expect(end);
  return body;
}

function selection(cursor: Cursor): Command {
  cursor.advance();
  cursor.advance();
  cursor.skipNewlines();
  cursor.expect("in");
  const branches: List[] = [];
  for (cursor.skipNewlines(); !cursor.take("esac"); cursor.skipNewlines()) {
    if (cursor.token.kind === "end") {
      cursor.fail();
      break;
    }
    skipPattern(cursor);
    branches.push(cursor.list());
    if (!(cursor.take(";;") || cursor.take(";&") || cursor.take(";;&")) && cursor.token.text !== "esac") cursor.fail();
  }
  return { kind: "branches", condition: [], branches };
}

function skipPattern(cursor: Cursor): void {
  cursor.take("(");
  while (cursor.token.kind === "word" || cursor.token.text === "|") cursor.advance();
  cursor.expect(")");
}

function definition(cursor: Cursor): Command {
  cursor.advance();
  const name = cursor.token.text;
  cursor.advance();
  if (cursor.take("(")) cursor.expect(")");
  cursor.skipNewlines();
  return { kind: "function", name, body: cursor.command() };
}

/** `[[ … ]]`: its operators look like the shell's, and mean something else. */
function test(cursor: Cursor): Command {
  while (cursor.token.kind !== "end" && cursor.token.text !== "]]") cursor.advance();
  cursor.expect("]]");
  return NOTHING;
}
