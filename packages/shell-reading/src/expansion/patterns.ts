import type { Budget } from "../budget.ts";

/** A shell's pattern, as a list of what it takes one after another. */
export type Pattern = readonly PatternItem[];
type PatternItem =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "one" }
  | { readonly kind: "any" }
  | Bracket;
interface Bracket {
  readonly kind: "set";
  readonly isNegated: boolean;
  readonly ranges: readonly (readonly [first: string, last: string])[];
}

/** A pattern's character; quoted ones stand for themselves. */
export interface PatternChar {
  readonly char: string;
  readonly isQuoted: boolean;
}

/** Nothing for a pattern with classes, or another part that is not computed. */
export function parsePattern(chars: readonly PatternChar[]): Pattern | undefined {
  const items: PatternItem[] = [];
  for (let at = 0; at < chars.length; ) {
    const parsed = parseItem(chars, at);
    if (parsed === "unclear") return undefined;
    items.push(parsed.item);
    at = parsed.end;
  }
  return items;
}

interface Parsed<Item> {
  readonly item: Item;
  readonly end: number;
}

function parseItem(chars: readonly PatternChar[], at: number): Parsed<PatternItem> | "unclear" {
  const { char = "", isQuoted = true } = chars[at] ?? {};
  const plain: Parsed<PatternItem> = { item: { kind: "char", char }, end: at + 1 };
  if (isQuoted) return plain;
  if (char === "*") return { item: { kind: "any" }, end: at + 1 };
  if (char === "?") return { item: { kind: "one" }, end: at + 1 };
  return char === "[" ? (parseBracket(chars, at) ?? plain) : plain;
}

/** Nothing if no bracket closes it. */
function parseBracket(chars: readonly PatternChar[], start: number): Parsed<Bracket> | "unclear" | undefined {
  const isNegated = isOneOf("!^", chars[start + 1]);
  const first = start + (isNegated ? 2 : 1);
  const end = chars.findIndex((item, at) => at > first && isOneOf("]", item));
  if (end < 0) return undefined;
  const text = chars.slice(first, end).map(({ char }) => char);
  const ranges = rangesOf(text.join(""));
  return ranges === undefined ? "unclear" : { item: { kind: "set", isNegated, ranges }, end: end + 1 };
}

function isOneOf(list: string, item: PatternChar | undefined): boolean {
  return item !== undefined && !item.isQuoted && list.includes(item.char);
}

const RANGES = /^(?:[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9_.:,+=@%])*-?$/;

/** Only letters and digits: what else is between two characters depends on the locale. */
function rangesOf(text: string): Bracket["ranges"] | undefined {
  if (!RANGES.test(text)) return undefined;
  return [...text.matchAll(/([a-z0-9])-([a-z0-9])|./g)].map(([all, first = all, last = all]) => [first, last] as const);
}

/** Whether the pattern takes the whole text. */
export function matches(pattern: Pattern, text: string, budget: Budget): boolean {
  let at = 0;
  let item = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    budget.spend(1);
    const current = pattern[item];
    if (current?.kind === "any") {
      star = item++;
      retry = at;
    } else if (current !== undefined && takes(current, text[at] ?? "")) {
      item++;
      at++;
    } else if (star >= 0) {
      item = star + 1;
      at = ++retry;
    } else return false;
  }
  while (pattern[item]?.kind === "any") item++;
  return item === pattern.length;
}

function takes(item: PatternItem, char: string): boolean {
  if (item.kind === "char") return item.char === char;
  if (item.kind !== "set") return true;
  return item.ranges.some(([first, last]) => char >= first && char <= last) !== item.isNegated;
}

/** Removes what the pattern takes from the beginning (`#`, `##`) or the end (`%`, `%%`). */
export function removeMatch(text: string, pattern: Pattern, operator: string, budget: Budget): string {
  const isPrefix = operator.startsWith("#");
  const isLongest = operator.length > 1;
  for (let step = 0; step <= text.length; step++) {
    const length = isLongest ? text.length - step : step;
    const part = isPrefix ? text.slice(0, length) : text.slice(text.length - length);
    if (matches(pattern, part, budget)) return isPrefix ? text.slice(length) : text.slice(0, text.length - length);
    budget.spend(1);
  }
  return text;
}

/** Replaces what the pattern takes: the first (`/`), all (`//`), at the beginning (`/#`), at the end (`/%`). */
export function replaceMatch(text: string, { pattern, operator, replacement, budget }: Replacement): string {
  if (pattern.length === 0)
    return operator === "/#" ? replacement + text : operator === "/%" ? text + replacement : text;
  if (text === "") return matches(pattern, text, budget) ? replacement : text;
  let result = "";
  let at = 0;
  const lastStart = operator === "/#" ? 0 : text.length - 1;
  while (at <= lastStart) {
    const length = longestMatch(text, at, { pattern, operator, budget });
    if (length === undefined) {
      result += text[at++];
      continue;
    }
    result += replacement;
    at += length;
    if (operator !== "//") break;
  }
  return result + text.slice(at);
}

interface Replacement {
  readonly pattern: Pattern;
  readonly operator: string;
  readonly replacement: string;
  readonly budget: Budget;
}

function longestMatch(
  text: string,
  at: number,
  { pattern, operator, budget }: Omit<Replacement, "replacement">,
): number | undefined {
  for (let end = text.length; end > at; end--) {
    budget.spend(1);
    if (matches(pattern, text.slice(at, end), budget)) return end - at;
    if (operator === "/%") return undefined;
  }
  return undefined;
}
