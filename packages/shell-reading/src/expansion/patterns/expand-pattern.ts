import type { Word } from "../../grammar/syntax.ts";
import { isKnown } from "../../unknown.ts";
import type { Scope } from "../scope.ts";
import { type Pattern, type PatternChar, parsePattern, withBothCases } from "./parse-pattern.ts";

/** Converts a word to a pattern that follows `nocasematch`; `undefined` if a part of it is unknown. */
export function expandComparedPattern(word: Word, scope: Scope): Pattern | undefined {
  const { ignoresCase } = scope.state.options;
  const pattern = expandPattern(word, scope);
  if (ignoresCase === false || pattern === undefined) return pattern;
  return ignoresCase === true ? withBothCases(pattern) : undefined;
}

/** Converts a word to a pattern; `undefined` if a part of it is unknown. */
export function expandPattern(word: Word, scope: Scope): Pattern | undefined {
  const chars: PatternChar[] = [];
  for (const piece of scope.toPieces(word, false)) {
    if (piece.kind === "break" || !isKnown(piece.text)) return undefined;
    scope.shell.budget.spend(piece.text.length);
    // Whether a backslash from an expansion escapes the next character depends on the shell.
    if (piece.kind !== "quoted" && piece.text.includes("\\")) return undefined;
    for (const char of piece.text) chars.push({ char, isQuoted: piece.kind === "quoted" });
  }
  return parsePattern(chars);
}
