import type { Budget } from "../../budget.ts";
import type { Pattern, PatternItem } from "./parse-pattern.ts";

/** Whether the pattern matches the whole text. */
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

/** Removes the match at the beginning (`#`, `##`) or the end (`%`, `%%`). */
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

/** Replaces matches: the first (`/`), all (`//`), at the beginning (`/#`), at the end (`/%`). */
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
