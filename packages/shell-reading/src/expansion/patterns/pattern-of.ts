import type { Word } from "../../grammar/syntax.ts";
import { isKnown } from "../../unknown.ts";
import type { Scope } from "../scope.ts";
import { type Pattern, type PatternChar, parsePattern } from "./parse-pattern.ts";

/** A word as a pattern; nothing if a part of it is not known. */
export function patternOf(word: Word, scope: Scope): Pattern | undefined {
  const chars: PatternChar[] = [];
  for (const piece of scope.toPieces(word, false)) {
    if (piece.kind === "break" || !isKnown(piece.text)) return undefined;
    scope.shell.budget.spend(piece.text.length);
    // A backslash that an expansion brings hides the next character, or not: that depends.
    if (piece.kind !== "quoted" && piece.text.includes("\\")) return undefined;
    for (const char of piece.text) chars.push({ char, isQuoted: piece.kind === "quoted" });
  }
  return parsePattern(chars);
}
