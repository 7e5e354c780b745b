/** The offset where the line of `offset` starts, after a byte order mark. */
export function lineStart(source: string, offset: number): number {
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && source.startsWith("\ufeff") ? 1 : start;
}

/** The offset where the line of `offset` ends, before its line break. */
export function lineEnd(source: string, offset: number): number {
  const lineFeed = source.indexOf("\n", offset);
  if (lineFeed < 0) return source.length;
  return lineFeed > offset && source[lineFeed - 1] === "\r" ? lineFeed - 1 : lineFeed;
}

/** The column of an offset, from 0. */
export function findColumn(source: string, offset: number): number {
  return offset - lineStart(source, offset);
}

/** The white space at the start of an offset's line. */
export function indentationAt(source: string, offset: number): string {
  const start = lineStart(source, offset);
  return /[ \t]*/y.exec(source.slice(start, offset))?.[0] ?? "";
}

/** Whether only white space precedes an offset on its line. */
export function startsLine(source: string, offset: number): boolean {
  return source.slice(lineStart(source, offset), offset).trim() === "";
}

/** The line break that a file uses. */
export function detectLineBreak(source: string): "\r\n" | "\n" {
  return source.includes("\r\n") ? "\r\n" : "\n";
}

/**
 * The end of the last line that belongs to content ending at `end`: its own line, and comments below it that are
 * indented by at least `minColumn`. Includes lines of blanks only, which a block scalar added above would otherwise
 * absorb.
 */
export function endOfContent(source: string, end: number, minColumn: number): number {
  let place = lineEnd(source, withoutLineBreak(source, end));
  for (let next = nextLine(source, place); next !== undefined; next = nextLine(source, next.end)) {
    if (!isTrailing(next.text, minColumn)) break;
    if (next.text !== "") place = next.end;
  }
  return place;
}

// YAML defines no column for a comment behind a tab.
function isTrailing(line: string, minColumn: number): boolean {
  const rest = line.trimStart();
  const indentation = line.slice(0, line.length - rest.length);
  if (!rest.startsWith("#")) return rest === "";
  return indentation.length >= minColumn || indentation.includes("\t");
}

function nextLine(source: string, end: number): { readonly text: string; readonly end: number } | undefined {
  const lineFeed = source.indexOf("\n", end);
  if (lineFeed < 0 || lineFeed + 1 === source.length) return undefined;
  const nextEnd = lineEnd(source, lineFeed + 1);
  return { text: source.slice(lineFeed + 1, nextEnd), end: nextEnd };
}

// A block scalar's content includes its last line break.
function withoutLineBreak(source: string, end: number): number {
  if (source[end - 1] !== "\n") return end;
  return source[end - 2] === "\r" ? end - 2 : end - 1;
}
