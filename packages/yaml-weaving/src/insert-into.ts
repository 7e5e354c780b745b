import { styleWithin } from "./block-style.ts";
import { flowStyle } from "./flow-style.ts";
import { flowItems } from "./flow-text.ts";
import { insertIntoBlock } from "./insert-into-block.ts";
import { insertIntoFlow } from "./insert-into-flow.ts";
import type { Slot, Text } from "./slot.ts";
import { findColumn } from "./source-lines.ts";
import { type Collection, type Item, itemEnd, itemStart, tokenStart } from "./source-place.ts";
import { insertion, type Splice } from "./splice.ts";

/** New members or elements, and the collection that they go into. */
export interface Addition {
  readonly text: Text;
  readonly slot: Slot;
  /** `undefined` for a bare `key: value` inside an array's brackets: an object without braces. */
  readonly collection: Collection | undefined;
  /** The number of the collection's items before the new ones. */
  readonly index: number;
  readonly added: object;
}

/** The part of a slot that depends on the enclosing collection. */
export type Surroundings = Pick<Slot, "column" | "style" | "flow">;

/** The surroundings of values inside a collection. */
export function surroundingsWithin(
  { source, lineBreak }: Text,
  slot: Slot,
  collection: Collection | undefined,
): Surroundings {
  if (collection === undefined) return { column: slot.column, style: slot.style, flow: slot.flow };
  if (collection.type === "flow-collection") {
    const { column, style } = slot;
    return { column, style, flow: flowStyle({ source, collection }, slot.flow, lineBreak) };
  }
  const style = styleWithin(source, collection, slot.style);
  return { column: findColumn(source, tokenStart(collection)), style, flow: undefined };
}

/** Inserts new members or elements into a collection, in its style. */
export function insertInto({ text, slot, collection, index, added }: Addition): Splice[] {
  const { style, flow } = surroundingsWithin(text, slot, collection);
  if (collection?.type === "block-map" || collection?.type === "block-seq") {
    return [insertIntoBlock({ text, slot, block: collection, style, index, added })];
  }
  if (flow === undefined) throw new Error("there are no brackets around a bare pair");
  if (collection !== undefined) return insertIntoFlow({ source: text.source, collection, style: flow, index, added });
  return slot.item === undefined ? [] : embrace(slot.item, flowItems(added, flow, "").join(flow.comma));
}

function embrace(pair: Item, texts: string): Splice[] {
  return [insertion(itemStart(pair), "{"), insertion(itemEnd(pair), `, ${texts}}`)];
}
