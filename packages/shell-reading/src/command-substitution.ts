import { readHereDocument, skipHereDocuments } from "./here-document.ts";
import { close, type Level, open, push, type Scan, skipComment } from "./scan.ts";

const WORD = /[\w-]+/y;
/** Words behind which another command begins. */
const LEADING = new Set(["then", "do", "else", "elif", "if", "while", "until", "time"]);

/** Skips one piece of what stands in `$( … )`: no more of a script's grammar than it takes to find the end. */
export function stepCommand(scan: Scan, level: Level): void {
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
