import type { CST } from "yaml";
import { findColumn } from "./source-lines.ts";
import { type Block, contentItems, contentTokens, type Item, type Token, tokenStart } from "./source-place.ts";

/** The indentation of block collections, in columns. */
export interface BlockStyle {
  /** From an object's keys to the keys of a nested object. */
  readonly step: number;
  /** From an object's keys to the dashes of a nested array. */
  readonly dashOffset: number;
  /** From a dash to its element. */
  readonly dashWidth: number;
}

/** The style of `kubectl get -o yaml`. */
export const KUBECTL_STYLE: BlockStyle = { step: 2, dashOffset: 0, dashWidth: 2 };

/** The style of a collection's members if its text shows it, else that of its surroundings. */
export function styleWithin(source: string, block: Block, surroundings: BlockStyle): BlockStyle {
  const observe = block.type === "block-seq" ? elementStyle : memberStyle;
  const column = findColumn(source, tokenStart(block));
  const style = { ...surroundings };
  for (const item of contentItems(block)) Object.assign(style, observe(source, item, column));
  return style;
}

/** The first style found in a document, for collections whose surroundings show none. */
export function documentStyle(source: string, root: Token | undefined): BlockStyle {
  const found: Partial<BlockStyle>[] = [];
  collectStyles(source, root, found);
  const style = { ...KUBECTL_STYLE };
  for (const first of found.reverse()) Object.assign(style, first);
  return style;
}

function collectStyles(source: string, token: Token | undefined, found: Partial<BlockStyle>[]): void {
  if (!isBlock(token)) return;
  const observe = token.type === "block-seq" ? elementStyle : memberStyle;
  const column = findColumn(source, tokenStart(token));
  for (const item of contentItems(token)) {
    found.push(observe(source, item, column));
    collectStyles(source, item.value, found);
  }
}

function memberStyle(source: string, { value }: Item, column: number): Partial<BlockStyle> {
  if (!isBlock(value)) return {};
  const distance = findColumn(source, tokenStart(value)) - column;
  if (value.type === "block-seq") return distance >= 0 ? { dashOffset: distance } : {};
  return distance > 0 ? { step: distance } : {};
}

function elementStyle(source: string, item: Item, column: number): Partial<BlockStyle> {
  const [dash, element] = contentTokens(item);
  if (dash === undefined || element === undefined) return {};
  const start = tokenStart(element);
  const isOnLineOfDash = !source.slice(dash.offset, start).includes("\n");
  return isOnLineOfDash ? { dashWidth: findColumn(source, start) - column } : {};
}

function isBlock(token: Token | undefined): token is CST.BlockMap | CST.BlockSequence {
  return token?.type === "block-map" || token?.type === "block-seq";
}
