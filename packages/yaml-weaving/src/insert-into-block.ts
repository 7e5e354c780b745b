import type { BlockStyle } from "./block-style.ts";
import { blockLines, indented } from "./block-text.ts";
import type { Slot, Text } from "./slot.ts";
import { endOfContent, findColumn, startsLine } from "./source-lines.ts";
import {
  type Block,
  contentItems,
  type Item,
  itemEnd,
  itemStart,
  tokenEnd,
  tokenStart,
  valueSlot,
} from "./source-place.ts";
import { insertion, type Splice } from "./splice.ts";

/** New members or elements for a collection in block style. */
export interface BlockAddition {
  readonly text: Text;
  readonly block: Block;
  readonly slot: Slot;
  /** The style inside the collection. */
  readonly style: BlockStyle;
  /** The number of the collection's items before the new ones. */
  readonly index: number;
  readonly added: object;
}

/** Inserts new members or elements on lines of their own. */
export function insertIntoBlock(addition: BlockAddition): Splice {
  const items = contentItems(addition.block);
  const before = items[addition.index - 1];
  if (before === undefined) return insertFirst(addition, items[0]);
  const isLast = addition.index === items.length;
  const end = isLast ? tokenEnd(addition.block) : itemEnd(before);
  return insertBelow(addition, end, isLast ? ownColumn(addition) : columnAt(addition) + 1);
}

// A comment in the collection's column belongs to it, unless the enclosing collection has the same column.
function ownColumn(addition: BlockAddition): number {
  return Math.max(columnAt(addition), addition.slot.column + 1);
}

function insertFirst(addition: BlockAddition, first: Item | undefined): Splice {
  const { text, block, slot } = addition;
  const start = first === undefined ? block.offset : itemStart(first);
  const hasLineAbove = slot.item !== undefined && startsLine(text.source, start);
  // Comments above the first element describe that element.
  if (hasLineAbove) return insertBelow(addition, valueSlot(slot.item), columnAt(addition) + 1);
  const lines = indented(blockLines(addition.added, addition.style), columnAt(addition));
  const above = lines.map((line) => line + text.lineBreak).join("");
  return insertion(start, (above + " ".repeat(columnAt(addition))).slice(columnAt(addition)));
}

function insertBelow(addition: BlockAddition, end: number, minColumn: number): Splice {
  const place = endOfContent(addition.text.source, end, minColumn);
  const lines = indented(blockLines(addition.added, addition.style), columnAt(addition));
  return insertion(place, lines.map((line) => addition.text.lineBreak + line).join(""));
}

function columnAt({ text, block }: BlockAddition): number {
  return findColumn(text.source, tokenStart(block));
}
