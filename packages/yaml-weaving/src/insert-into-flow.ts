import type { CST } from "yaml";
import type { FlowStyle } from "./flow-style.ts";
import { flowItems } from "./flow-text.ts";
import { indentationAt, lineEnd, startsLine } from "./source-lines.ts";
import { contentItems, type Item, itemEnd, itemStart, tokenEnd } from "./source-place.ts";
import { insertion, type Splice } from "./splice.ts";

/** New members or elements for a collection in brackets. */
export interface FlowAddition {
  readonly source: string;
  readonly collection: CST.FlowCollection;
  readonly style: FlowStyle;
  /** The number of the collection's items before the new ones. */
  readonly index: number;
  readonly added: object;
}

/** Inserts new members or elements between the brackets of a collection. */
export function insertIntoFlow(addition: FlowAddition): Splice[] {
  const items = contentItems(addition.collection);
  const before = items[addition.index - 1];
  if (before !== undefined) return insertAfter(addition, before);
  const [first] = items;
  return first === undefined ? [fillEmpty(addition)] : [insertFirst(addition, first)];
}

function insertAfter({ source, style, added }: FlowAddition, before: Item): Splice[] {
  const end = itemEnd(before);
  const indentation = indentationAt(source, itemStart(before));
  const texts = flowItems(added, style, indentation);
  if (!startsLine(source, itemStart(before))) return [insertEach(end, texts, (text) => style.comma + text)];
  const line = style.lineBreak + indentation;
  // The rest of the line decides where the new lines go: a comment there stays with its item.
  const rest = source.slice(end, lineEnd(source, end));
  if (!/^\s*(?:,\s*)?(?:#.*)?$/.test(rest)) return [insertEach(end, texts, (text) => `,${line}${text}`)];
  const restEnd = end + rest.length;
  if (rest.trimStart().startsWith(",")) return [insertEach(restEnd, texts, (text) => `${line}${text},`)];
  return [insertion(end, ","), insertion(restEnd, line + texts.join(`,${line}`))];
}

function insertFirst({ source, collection, style, added }: FlowAddition, first: Item): Splice {
  const start = itemStart(first);
  const indentation = indentationAt(source, start);
  const texts = flowItems(added, style, indentation);
  if (!startsLine(source, start)) return insertEach(start, texts, (text) => text + style.comma);
  const line = style.lineBreak + indentation;
  const bracket = collection.offset + 1;
  const rest = source.slice(bracket, lineEnd(source, bracket));
  const isBracketAlone = /^\s*(?:#.*)?$/.test(rest);
  // Comments above the first item describe that item.
  if (isBracketAlone) return insertEach(bracket + rest.length, texts, (text) => `${line}${text},`);
  return insertEach(start, texts, (text) => `${text},${line}`);
}

function fillEmpty({ source, collection, style, added }: FlowAddition): Splice {
  const end = tokenEnd(collection) - 1;
  const start = collection.offset + 1;
  const outer = indentationAt(source, collection.offset);
  const inner = style.isExpanded ? outer + style.step : outer;
  const texts = flowItems(added, style, inner);
  // A comment between the brackets stays, above the new items.
  if (source.slice(start, end).trim() !== "") return insertion(end, texts.join(style.comma));
  if (!style.isExpanded) return { start, end, text: texts.join(style.comma) };
  const line = style.lineBreak + inner;
  return { start, end, text: `${line}${texts.join(`,${line}`)}${style.lineBreak}${outer}` };
}

function insertEach(offset: number, texts: readonly string[], write: (text: string) => string): Splice {
  return insertion(offset, texts.map(write).join(""));
}
