import type { CST } from "yaml";
import { indentationAt } from "./source-lines.ts";
import { contentItems, type Item, itemStart, tokenEnd } from "./source-place.ts";

/** The style of collections in brackets. */
export interface FlowStyle {
  /** Whether each item is on its own line. */
  readonly isExpanded: boolean;
  /** Whether nested collections are expanded too. */
  readonly isNestedExpanded: boolean;
  /** The indentation per level of expanded collections. */
  readonly step: string;
  readonly comma: ", " | ",";
  readonly colon: ": " | ":";
  /** Whether keys are in double quotes, as in JSON. */
  readonly quotesKeys: boolean;
  readonly lineBreak: string;
}

interface Shape {
  readonly source: string;
  readonly collection: CST.FlowCollection;
}

/** The style of one collection if its text shows it, else that of the enclosing collection. */
export function flowStyle(shape: Shape, around: FlowStyle | undefined, lineBreak: string): FlowStyle {
  const outer = around ?? outermostStyle(shape, lineBreak);
  const items = contentItems(shape.collection);
  const [first] = items;
  if (first === undefined) return outer.isNestedExpanded ? outer : { ...outer, isExpanded: false };
  const isExpanded = spansLines(shape.source, shape.collection.offset, itemStart(first));
  const isNestedExpanded = isExpanded && !areOnOneLine(shape.source, items);
  return { ...outer, isExpanded, isNestedExpanded, step: isExpanded ? measureStep(shape, first) : outer.step };
}

function outermostStyle({ source, collection }: Shape, lineBreak: string): FlowStyle {
  const start = source.slice(collection.offset, collection.offset + 1000);
  const isCompact = /^[[{]*"[^"\\]*":\S/.test(start);
  return {
    isExpanded: false,
    isNestedExpanded: false,
    step: "  ",
    comma: isCompact ? "," : ", ",
    colon: isCompact ? ":" : ": ",
    quotesKeys: /^[[{\s]*"[^"\\]*"\s*:/.test(start),
    lineBreak,
  };
}

function areOnOneLine(source: string, items: readonly Item[]): boolean {
  const filled = items
    .map(({ value }) => value)
    .filter((value) => value?.type === "flow-collection" && contentItems(value).length > 0)
    .filter((value) => value !== undefined);
  return filled.length > 0 && filled.every((value) => !spansLines(source, value.offset, tokenEnd(value)));
}

function measureStep({ source, collection }: Shape, first: Item): string {
  const outer = indentationAt(source, collection.offset);
  const inner = indentationAt(source, itemStart(first));
  return inner.startsWith(outer) && inner !== outer ? inner.slice(outer.length) : "  ";
}

function spansLines(source: string, start: number, end: number): boolean {
  return source.slice(start, end).includes("\n");
}
