import { type HereDocument, readHereDocument, skipHereDocuments } from "./here-document.ts";

/** What a character opened and another has to close. */
interface Level {
  readonly kind: "double" | "brace" | "backtick" | "command" | "arithmetic" | "array";
  /** Inside double quotes an apostrophe is but a character. */
  readonly isQuoted: boolean;
  /** How many closing parentheses are still due. */
  parentheses: number;
  /** `case` commands whose patterns may hold a closing parenthesis of their own. */
  cases: number;
  /** Whether the next word would be a command's name. */
  isCommandStart: boolean;
  documents: HereDocument[];
}

interface Scan {
  readonly text: string;
  at: number;
  readonly levels: Level[];
}

const NOWHERE = Number.POSITIVE_INFINITY;
const WORD = /[\w-]+/y;
const BLANK_BEFORE_COMMENT = /[\s;&|(]/;
/** Words behind which another command begins. */
const LEADING = new Set(["then", "do", "else", "elif", "if", "while", "until", "time"]);

/**
 * The end of what begins at `start`: a quote, a substitution, an expansion; `start` itself if nothing does, -1 if it
 * is never closed. It keeps its own stack: no nesting, however deep, can exhaust the machine's.
 */
export function endOfNesting(text: string, start: number, isQuoted = false): number {
  const scan: Scan = { text, at: start, levels: [] };
  open(scan, isQuoted);
  return run(scan);
}

/** The end of an array's `( … )`, as in `ARGS=(--model X)`; -1 if it is never closed. */
export function endOfArray(text: string, start: number): number {
  const scan: Scan = { text, at: start, levels: [] };
  push(scan, "array", 1);
  return run(scan);
}

/** The end of `(( … ))`, which begins at `start`; -1 if these are two subshells, or it is never closed. */
export function endOfArithmetic(text: string, start: number): number {
  const scan: Scan = { text, at: start, levels: [] };
  push(scan, "arithmetic", 2);
  const end = run(scan);
  return end >= 0 && text[end] === ")" ? end + 1 : -1;
}

function run(scan: Scan): number {
  for (let level = scan.levels.at(-1); level !== undefined; level = scan.levels.at(-1)) {
    if (scan.at >= scan.text.length) return -1;
    STEPS[level.kind](scan, level);
  }
  return scan.at <= scan.text.length ? scan.at : -1;
}

const STEPS: Readonly<Record<Level["kind"], (scan: Scan, level: Level) => void>> = {
  double: stepDouble,
  brace: stepBrace,
  backtick: (scan) => stepTo("`", scan),
  command: stepCommand,
  arithmetic: stepParentheses,
  array: stepParentheses,
};

function push(scan: Scan, kind: Level["kind"], length: number, isQuoted = false): true {
  const parentheses = kind === "arithmetic" ? length - 1 : 1;
  scan.levels.push({ kind, isQuoted, parentheses, cases: 0, isCommandStart: true, documents: [] });
  scan.at += length;
  return true;
}

function close(scan: Scan): void {
  scan.levels.pop();
  scan.at++;
}

function open(scan: Scan, isQuoted: boolean): boolean {
  const { text, at } = scan;
  switch (text[at]) {
    case '"':
      return push(scan, "double", 1, true);
    case "`":
      return push(scan, "backtick", 1, isQuoted);
    case "$":
      return openDollar(scan, isQuoted);
    case "'":
      return !isQuoted && skipSingle(scan);
    case "<":
    case ">":
      return !isQuoted && text[at + 1] === "(" && push(scan, "command", 2);
    default:
      return false;
  }
}

function openDollar(scan: Scan, isQuoted: boolean): boolean {
  const { text, at } = scan;
  switch (text[at + 1]) {
    case "(":
      return text[at + 2] === "(" ? push(scan, "arithmetic", 3) : push(scan, "command", 2);
    case "{":
      return push(scan, "brace", 2, isQuoted);
    case "'":
      return !isQuoted && skipAnsi(scan);
    default:
      return false;
  }
}

function skipSingle(scan: Scan): true {
  const end = scan.text.indexOf("'", scan.at + 1);
  scan.at = end < 0 ? NOWHERE : end + 1;
  return true;
}

/** `$'…'`, in which a backslash hides an apostrophe. */
function skipAnsi(scan: Scan): true {
  let at = scan.at + 2;
  while (at < scan.text.length && scan.text[at] !== "'") at += scan.text[at] === "\\" ? 2 : 1;
  scan.at = at < scan.text.length ? at + 1 : NOWHERE;
  return true;
}

function stepDouble(scan: Scan): void {
  const char = scan.text[scan.at];
  if (char === '"') close(scan);
  else if (char === "\\") scan.at += 2;
  else if ((char !== "$" && char !== "`") || !open(scan, true)) scan.at++;
}

function stepTo(end: string, scan: Scan): void {
  const char = scan.text[scan.at];
  if (char === end) close(scan);
  else scan.at += char === "\\" ? 2 : 1;
}

function stepBrace(scan: Scan, level: Level): void {
  const char = scan.text[scan.at];
  if (char === "}" || char === "\\") stepTo("}", scan);
  else if (!open(scan, level.isQuoted)) scan.at++;
}

function stepParentheses(scan: Scan, level: Level): void {
  if (level.kind === "array" && skipComment(scan)) return;
  if (open(scan, false)) return;
  const char = scan.text[scan.at];
  if (char === "(") level.parentheses++;
  if (char === ")") level.parentheses--;
  if (level.parentheses === 0) close(scan);
  else scan.at += char === "\\" ? 2 : 1;
}

function stepCommand(scan: Scan, level: Level): void {
  if (skipWord(scan, level) || skipComment(scan)) return;
  const char = scan.text[scan.at] ?? "";
  if (char === "<" && readDocument(scan, level)) return;
  if (open(scan, false)) {
    level.isCommandStart = false;
    return;
  }
  if (char === "\n") skipLine(scan, level);
  else if (char === "(") push(scan, "command", 1);
  else if (char === ")" && level.cases === 0) close(scan);
  else scan.at += char === "\\" ? 2 : 1;
  level.isCommandStart = /[\n;&|()!{]/.test(char) || (level.isCommandStart && /[ \t]/.test(char));
}

/** Looks for `case` and `esac` where a command's name stands: between them a parenthesis may close a pattern. */
function skipWord(scan: Scan, level: Level): boolean {
  WORD.lastIndex = scan.at;
  const word = WORD.exec(scan.text)?.[0];
  if (word === undefined) return false;
  scan.at = WORD.lastIndex;
  const isKeyword = level.isCommandStart;
  level.isCommandStart = (isKeyword && LEADING.has(word)) || (word === "in" && level.cases > 0);
  if (isKeyword && word === "case") level.cases++;
  if (isKeyword && word === "esac" && level.cases > 0) level.cases--;
  return true;
}

function skipComment(scan: Scan): boolean {
  if (scan.text[scan.at] !== "#" || !BLANK_BEFORE_COMMENT.test(scan.text[scan.at - 1] ?? "")) return false;
  const newline = scan.text.indexOf("\n", scan.at);
  scan.at = newline < 0 ? NOWHERE : newline;
  return true;
}

function readDocument(scan: Scan, level: Level): boolean {
  if (scan.text.startsWith("<<<", scan.at)) {
    scan.at += 3;
    return true;
  }
  const found = readHereDocument(scan.text, scan.at);
  if (found === undefined) return false;
  level.documents.push(found.document);
  scan.at = found.end;
  return true;
}

function skipLine(scan: Scan, level: Level): void {
  scan.at = skipHereDocuments(scan.text, scan.at + 1, level.documents);
  level.documents = [];
}
