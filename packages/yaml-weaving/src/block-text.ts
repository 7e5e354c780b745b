import { isEmpty } from "./apply-additions.ts";
import type { BlockStyle } from "./block-style.ts";
import { keyText, literal, type ScalarValue, scalarText } from "./scalar-text.ts";

/** Formats a non-empty object or array in block style, without indentation of the whole. */
export function blockLines(collection: object, style: BlockStyle): string[] {
  if (!Array.isArray(collection)) return memberLines(collection, style);
  return collection.flatMap((element) => elementLines(element, style));
}

/** Indents lines by a number of columns. Empty lines stay empty. */
export function indented(lines: readonly string[], columns: number): string[] {
  const indentation = " ".repeat(columns);
  return lines.map((line) => (line === "" ? line : indentation + line));
}

function memberLines(object: object, style: BlockStyle): string[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const [first, rest] = valueLines(value, style);
    return [`${keyText(key)}:${first === "" ? "" : ` ${first}`}`, ...rest];
  });
}

// Returns the text on the key's line and the lines below it.
function valueLines(value: unknown, style: BlockStyle): readonly [string, readonly string[]] {
  if (isFilled(value)) {
    const columns = Array.isArray(value) ? style.dashOffset : style.step;
    return ["", indented(blockLines(value, style), columns)];
  }
  return inlineLines(value, style.step);
}

function elementLines(element: unknown, style: BlockStyle): string[] {
  const [first, rest] = isFilled(element)
    ? splitFirst(blockLines(element, style), style.dashWidth)
    : inlineLines(element, style.dashWidth);
  return [`-${" ".repeat(style.dashWidth - 1)}${first}`, ...rest];
}

function splitFirst([first = "", ...rest]: readonly string[], columns: number): readonly [string, string[]] {
  return [first, indented(rest, columns)];
}

function inlineLines(value: unknown, columns: number): readonly [string, string[]] {
  const block = typeof value === "string" ? literal(value, columns) : undefined;
  return block ? [block.header, indented(block.lines, columns)] : [inlineText(value), []];
}

/** Formats a scalar or an empty collection. */
export function inlineText(value: unknown): string {
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object" && value !== null) return "{}";
  return scalarText(value as ScalarValue);
}

/** Whether a value is a non-empty object or array. */
export function isFilled(value: unknown): value is object {
  return typeof value === "object" && !isEmpty(value);
}
