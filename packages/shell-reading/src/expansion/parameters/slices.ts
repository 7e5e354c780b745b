import { Discarded, Lost } from "../../giving-up.ts";
import type { ParameterPart } from "../../grammar/syntax.ts";
import type { Value } from "../../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import { expandArithmetic } from "../arithmetic/evaluate.ts";
import { isAscii } from "../assign.ts";
import type { Scope } from "../scope.ts";
import type { Found } from "./find.ts";

export function slice(found: Found, { operand, second, name, index }: ParameterPart, scope: Scope): Found {
  const offset = operand === undefined ? "0" : expandArithmetic(scope.toText(operand), scope);
  const length = second === undefined ? undefined : expandArithmetic(scope.toText(second), scope);
  if (!isKnown(offset) || (length !== undefined && !isKnown(length))) return unknownLike(found);
  const range = { offset: Number(offset), length: length === undefined ? undefined : Number(length) };
  if (found.kind === "text")
    return { kind: "text", text: found.text === undefined ? "" : sliceText(found.text, range, scope) };
  return sliceList(found, { name, index, range }, scope);
}

interface SlicedList {
  readonly name: string;
  readonly index: ParameterPart["index"] | undefined;
  readonly range: Range;
}

function sliceList(found: Extract<Found, { kind: "words" }>, { name, index, range }: SlicedList, scope: Scope): Found {
  if (index !== undefined && range.offset < 0) throw new Lost();
  if (index !== undefined && hasGaps(scope.state.variables.get(name).value)) return unknownLike(found);
  if (found.words.some((word) => word.includes(UNKNOWN_WORDS))) return unknownLike(found);
  const all = name === "@" || name === "*" ? [scope.state.name, ...found.words] : found.words;
  const words = sliceWords(all, range);
  return { ...found, words };
}

/** Whether indexes differ from positions: the offset is an index. */
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
  if (end < start) throw new Discarded(false);
  return text.slice(start, end);
}

function sliceWords(words: readonly string[], { offset, length }: Range): readonly string[] {
  const start = offset < 0 ? words.length + offset : offset;
  if (start < 0 || start > words.length) return [];
  if (length !== undefined && length < 0) throw start === words.length ? new Lost() : new Discarded(false);
  return length === undefined ? words.slice(start) : words.slice(start, start + length);
}

function unknownLike(found: Found): Found {
  return found.kind === "text" ? { kind: "text", text: UNKNOWN } : { ...found, words: [UNKNOWN_WORDS] };
}
