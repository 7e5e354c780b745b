import { stepCommand } from "./command-substitution.ts";
import { close, type Level, open, push, type Scan, skipComment } from "./scan.ts";

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
