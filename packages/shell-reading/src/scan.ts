import type { HereDocument } from "./here-document.ts";

/** What a character opened and another has to close. */
export interface Level {
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

export interface Scan {
  readonly text: string;
  at: number;
  readonly levels: Level[];
}

const NOWHERE = Number.POSITIVE_INFINITY;
const BLANK_BEFORE_COMMENT = /[\s;&|(]/;

/** Enters a level whose opening characters are this many. */
export function push(scan: Scan, kind: Level["kind"], length: number, isQuoted = false): true {
  const parentheses = kind === "arithmetic" ? length - 1 : 1;
  scan.levels.push({ kind, isQuoted, parentheses, cases: 0, isCommandStart: true, documents: [] });
  scan.at += length;
  return true;
}

/** Leaves the level, with its closing character. */
export function close(scan: Scan): void {
  scan.levels.pop();
  scan.at++;
}

/** Enters, or skips, what begins here; false if nothing does. */
export function open(scan: Scan, isQuoted: boolean): boolean {
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

/** Skips a comment, if one begins here. */
export function skipComment(scan: Scan): boolean {
  if (scan.text[scan.at] !== "#" || !BLANK_BEFORE_COMMENT.test(scan.text[scan.at - 1] ?? "")) return false;
  const newline = scan.text.indexOf("\n", scan.at);
  scan.at = newline < 0 ? NOWHERE : newline;
  return true;
}
