import type { ParameterPart, Word } from "../grammar/syntax.ts";
import type { Value } from "../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import { changeCase, isAscii } from "./assign.ts";
import type { Found } from "./found.ts";
import { type Pattern, type PatternChar, parsePattern, removeMatch, replaceMatch } from "./patterns.ts";
import { Lost, type Scope } from "./scope.ts";

/** Applies `#`, `/`, `:`, `^` and their like to a value, or to each word. */
export function applyOperator(found: Found, part: ParameterPart, scope: Scope): Found {
  if (part.operator === ":") return slice(found, part, scope);
  const change = changeOf(part, scope);
  if (found.kind === "text" && found.text === undefined) return { kind: "text", text: "" };
  if (found.kind === "text") return { kind: "text", text: change(found.text ?? "") };
  return { ...found, words: found.words.map((word) => (isKnown(word) ? change(word) : UNKNOWN_WORDS)) };
}

type Change = (text: string) => string;

function changeOf(part: ParameterPart, scope: Scope): Change {
  const change = rawChangeOf(part, scope);
  const { budget } = scope.shell;
  return (text) => {
    budget.spend(text.length + 1);
    return isKnown(text) && isAscii(text) ? change(text) : UNKNOWN;
  };
}

function rawChangeOf({ operator = "", operand, second }: ParameterPart, scope: Scope): Change {
  const { budget } = scope.shell;
  if (operator === "@") return transform(operand === undefined ? "" : scope.toText(operand));
  // Where a slash is the pattern, and where it ends it, is not followed.
  if (/^\/\/?$/.test(operator) && operand?.parts.length === 0) return () => UNKNOWN;
  const pattern = operand === undefined ? [] : patternOf(operand, scope);
  if (pattern === undefined) return () => UNKNOWN;
  if (/^[#%]/.test(operator)) return (text) => removeMatch(text, pattern, operator, budget);
  if (/^[,^]/.test(operator)) return caseChange(operator, pattern);
  const replacement = second === undefined ? "" : replacementOf(second, scope);
  if (replacement === undefined) return () => UNKNOWN;
  return (text) => replaceMatch(text, { pattern, operator, replacement, budget });
}

/** An unquoted `&` stands for what matched since bash 5.2. */
function replacementOf(word: Word, scope: Scope): string | undefined {
  const text = scope.toText(word);
  return isKnown(text) && !text.includes("&") && !text.includes("\\") ? text : undefined;
}

function caseChange(operator: string, pattern: Pattern): Change {
  const letterCase = operator.startsWith(",") ? "lower" : "upper";
  if (pattern.length > 0) return () => UNKNOWN;
  if (operator.length === 2) return (text) => changeCase(text, letterCase);
  return (text) => changeCase(text.slice(0, 1), letterCase) + text.slice(1);
}

function transform(operator: string): Change {
  if (operator === "U") return (text) => changeCase(text, "upper");
  if (operator === "L") return (text) => changeCase(text, "lower");
  if (operator === "u") return (text) => changeCase(text.slice(0, 1), "upper") + text.slice(1);
  return () => UNKNOWN;
}

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

function slice(found: Found, { operand, second, name, index }: ParameterPart, scope: Scope): Found {
  const offset = operand === undefined ? "0" : scope.toNumber(scope.toText(operand));
  const length = second === undefined ? undefined : scope.toNumber(scope.toText(second));
  if (!isKnown(offset) || (length !== undefined && !isKnown(length))) return unknownLike(found);
  const range = { offset: Number(offset), length: length === undefined ? undefined : Number(length) };
  if (found.kind === "text") return { kind: "text", text: sliceText(found.text ?? "", range, scope) };
  if (index !== undefined && range.offset < 0) throw new Lost();
  if (index !== undefined && hasGaps(scope.state.variables.get(name).value)) return unknownLike(found);
  if (found.words.some((word) => word.includes(UNKNOWN_WORDS))) return unknownLike(found);
  const all = name === "@" || name === "*" ? [scope.state.name, ...found.words] : found.words;
  const words = sliceWords(all, range);
  return { ...found, words };
}

/** The offset is an index, not a count of items. */
function hasGaps(value: Value | undefined): boolean {
  return (
    typeof value === "object" && (value.isMap || [...value.items.keys()].some((key, place) => key !== String(place)))
  );
}

interface Range {
  readonly offset: number;
  readonly length: number | undefined;
}

function sliceText(text: string, { offset, length }: Range, scope: Scope): string {
  scope.shell.budget.spend(text.length);
  if (!isKnown(text) || !isAscii(text)) return UNKNOWN;
  const start = offset < 0 ? text.length + offset : offset;
  if (start < 0 || start > text.length) return "";
  if (length === undefined) return text.slice(start);
  const end = length < 0 ? text.length + length : start + length;
  if (end < start) throw new Lost();
  return text.slice(start, end);
}

function sliceWords(words: readonly string[], { offset, length }: Range): readonly string[] {
  if (length !== undefined && length < 0) throw new Lost();
  const start = offset < 0 ? words.length + offset : offset;
  if (start < 0) return [];
  return length === undefined ? words.slice(start) : words.slice(start, start + length);
}

function unknownLike(found: Found): Found {
  return found.kind === "text" ? { kind: "text", text: UNKNOWN } : { ...found, words: [UNKNOWN_WORDS] };
}
