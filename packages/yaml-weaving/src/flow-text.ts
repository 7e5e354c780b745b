import { inlineText, isFilled } from "./block-text.ts";
import type { FlowStyle } from "./flow-style.ts";
import { keyText, quoted } from "./scalar-text.ts";

/** Formats a value inside brackets. */
export function flowText(value: unknown, style: FlowStyle, indentation: string): string {
  if (typeof value === "string") return quoted(value);
  if (!isFilled(value)) return inlineText(value);
  const inner = style.isNestedExpanded ? indentation + style.step : indentation;
  const items = flowItems(value, style, inner);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (!style.isNestedExpanded) return `${open}${items.join(style.comma)}${close}`;
  const line = style.lineBreak + inner;
  return `${open}${line}${items.join(`,${line}`)}${style.lineBreak}${indentation}${close}`;
}

/** Formats the members of an object or the elements of an array inside brackets. */
export function flowItems(collection: object, style: FlowStyle, indentation: string): string[] {
  if (Array.isArray(collection)) return collection.map((element) => flowText(element, style, indentation));
  return Object.entries(collection).map(([key, value]) => {
    const name = style.quotesKeys ? quoted(key) : keyText(key);
    return `${name}${style.colon}${flowText(value, style, indentation)}`;
  });
}
