import type { Aliases } from "./aliases.ts";
import { readPending, skipBlanks, skipLines, takeNewline } from "./blanks.ts";
import { COMPOUNDS } from "./compounds/compounds.ts";
import { readFunction } from "./compounds/functions.ts";
import type { Reader } from "./compounds/reader.ts";
import { Cursor, type CursorOptions, type Grammar, Unreadable } from "./cursor.ts";
import { readRedirects } from "./redirects.ts";
import { peekReserved } from "./reserved.ts";
import { isEmpty, readLiteral, readSimple } from "./simple-commands.ts";
import type { Command, List, Member, Script, Statement } from "./syntax.ts";
import { readParts } from "./words.ts";

/** Words that only close or continue a compound command. */
const CLOSING = new Set(["then", "do", "done", "fi", "else", "elif", "esac", "}"]);

const BASH_WORDS = new Set(["[[", "select", "function", "coproc"]);

const GRAMMAR: Grammar = { readParts, readSubstitution, readText };
const READER: Reader = { readList, readCommand };

type ScriptOptions = Omit<CursorOptions, "grammar">;

/** Parses as much of a script as possible, from an offset. */
export function readScript(text: string, options: ScriptOptions, start = 0): Script {
  const cursor = new Cursor(text, { ...options, grammar: GRAMMAR });
  cursor.at = start;
  const lines: List[] = [];
  const ends: number[] = [];
  const script = {
    lines,
    readRest: (index: number, aliases: Aliases) => readScript(text, { ...options, aliases }, ends[index]),
  };
  try {
    for (skipLines(cursor); cursor.peek() !== ""; skipLines(cursor)) {
      lines.push(readLine(cursor, "\n"));
      ends.push(cursor.at);
    }
    return { ...script, isBroken: false };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ...script, isBroken: true };
  }
}

function readText(text: string, { dialect, budget, aliases }: Cursor): Script {
  return readScript(text, { dialect, budget, origin: [], aliases });
}

/** Parses the commands after `$(`. */
function readSubstitution(cursor: Cursor): Script {
  const lines: List[] = [];
  const outer = cursor.documents;
  cursor.documents = [];
  for (skipLines(cursor); !cursor.take(")"); skipLines(cursor)) lines.push(readLine(cursor, ")"));
  cursor.documents = outer;
  return { lines, isBroken: false };
}

/** Parses a whole line, because a shell runs nothing of a line before it is parsed. */
function readLine(cursor: Cursor, end: "\n" | ")"): List {
  const statements: Statement[] = [];
  for (;;) {
    statements.push(readStatement(cursor));
    skipBlanks(cursor);
    if (takeNewline(cursor) || cursor.peek() === "" || cursor.peek() === end) break;
  }
  if (cursor.peek() === "") readPending(cursor);
  return statements;
}

/** Parses a non-empty list of statements, up to a word or operator that closes it. */
function readList(cursor: Cursor): List {
  const statements = readOptionalList(cursor);
  return statements.length === 0 ? cursor.fail() : statements;
}

function readOptionalList(cursor: Cursor): List {
  const statements: Statement[] = [];
  for (skipLines(cursor); !atClosing(cursor); skipLines(cursor)) statements.push(readStatement(cursor));
  return statements;
}

function atClosing(cursor: Cursor): boolean {
  const char = cursor.peek();
  return char === "" || char === ")" || cursor.has(";;") || cursor.has(";&") || CLOSING.has(peekReserved(cursor) ?? "");
}

function readStatement(cursor: Cursor): Statement {
  const members = [readMember(cursor, "")];
  for (let operator = takeJoint(cursor); operator !== undefined; operator = takeJoint(cursor)) {
    skipLines(cursor);
    members.push(readMember(cursor, operator));
  }
  const isBackground = !cursor.has("&&") && cursor.take("&");
  if (!isBackground) takeEnd(cursor);
  return { members, isBackground };
}

function takeJoint(cursor: Cursor): "&&" | "||" | undefined {
  skipBlanks(cursor);
  if (cursor.take("&&")) return "&&";
  return cursor.take("||") ? "||" : undefined;
}

function takeEnd(cursor: Cursor): void {
  const char = cursor.peek();
  if (cursor.has(";;") || cursor.has(";&") || char === "" || char === "\n" || char === ")") return;
  cursor.expect(";");
}

function readMember(cursor: Cursor, operator: Member["operator"]): Member {
  skipBlanks(cursor);
  let isNegated = false;
  for (let word = peekReserved(cursor); word === "!" || isTime(word, cursor); word = peekReserved(cursor)) {
    cursor.at += word?.length ?? 0;
    if (word === "!") isNegated = !isNegated;
    else skipTimeOption(cursor);
    skipBlanks(cursor);
  }
  return { operator, isNegated, pipeline: readPipeline(cursor) };
}

function isTime(word: string | undefined, cursor: Cursor): boolean {
  return word === "time" && cursor.isBash;
}

function skipTimeOption(cursor: Cursor): void {
  skipBlanks(cursor);
  if (/^-p\s/.test(cursor.text.slice(cursor.at, cursor.at + 3))) cursor.at += 2;
}

function readPipeline(cursor: Cursor): readonly Command[] {
  const commands = [readCommand(cursor)];
  for (skipBlanks(cursor); !cursor.has("||") && cursor.take("|"); skipBlanks(cursor)) {
    if (cursor.isBash) cursor.take("&");
    skipLines(cursor);
    commands.push(readCommand(cursor));
  }
  return commands;
}

function readCommand(cursor: Cursor): Command {
  skipBlanks(cursor);
  const compound = cursor.budget.nest(() => readCompound(cursor));
  if (compound !== undefined) return compound;
  if (CLOSING.has(peekReserved(cursor) ?? "")) cursor.fail();
  const command = readSimple(cursor);
  if (cursor.peek() === "(")
    return readNamedFunction(command.words.length === 1 ? readLiteral(command.words[0]) : undefined, cursor);
  return isEmpty(command) ? cursor.fail() : command;
}

function readNamedFunction(name: string | undefined, cursor: Cursor): Command {
  return name === undefined ? cursor.fail() : cursor.budget.nest(() => readFunction(name, cursor, READER));
}

function readCompound(cursor: Cursor): Command | undefined {
  const name = cursor.peek() === "(" ? "(" : (peekReserved(cursor) ?? "");
  const read = COMPOUNDS.get(name);
  if (read === undefined || (!cursor.isBash && BASH_WORDS.has(name))) return undefined;
  cursor.at += name.length;
  const command = read(cursor, { ...READER, readList: name === "case" ? readOptionalList : readList });
  return command.kind === "function" ? command : { ...command, redirects: readRedirects(cursor) };
}
