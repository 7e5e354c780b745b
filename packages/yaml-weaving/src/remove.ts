import { isAlias, isMap, isSeq, type Node } from "yaml";
import type { Manifest } from "./manifest.ts";
import { isMergeKey } from "./merge-key.ts";
import { keyName } from "./node-value.ts";
import type { Text } from "./slot.ts";
import { endOfContent, findColumn, lineStart, startsLine } from "./source-lines.ts";
import {
  type Block,
  type Collection,
  contentItems,
  findCollection,
  type Item,
  itemEnd,
  itemStart,
} from "./source-place.ts";
import type { Splice } from "./splice.ts";

/**
 * Removes a member or an element from a manifest's text, with its comments: those above it in its column, and those
 * inside. Returns `undefined` where the text cannot be removed alone: behind an alias, or if it is the only content
 * of a collection.
 *
 * @param pointer RFC 6901, from the document's root
 */
export function removal({ source }: Text, { syntax }: Manifest, pointer: string): Splice | undefined {
  const tokens = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = tokens.pop() ?? "";
  const parent = tokens.reduce<Node | undefined>((node, token) => findChild(node, token), syntax);
  if (!isMap<Node, Node | null>(parent) && !isSeq<Node>(parent)) return undefined;
  const collection = findCollection(parent);
  const index = indexIn(parent, last);
  if (collection === undefined || index < 0 || parent.items.length < 2) return undefined;
  return collection.type === "flow-collection" ? fromFlow(collection, index) : fromBlock(source, collection, index);
}

function findChild(node: Node | undefined, token: string): Node | undefined {
  if (!isMap<Node, Node | null>(node) && !isSeq<Node>(node)) return undefined;
  const item = node.items[indexIn(node, token)];
  const child = isMap(node) ? (item as { readonly value?: Node | null } | undefined)?.value : (item as Node);
  return child === null || isAlias(child) ? undefined : child;
}

function indexIn(node: Node, token: string): number {
  if (!isMap<Node, Node | null>(node)) return /^\d+$/.test(token) ? Number(token) : -1;
  return node.items.findIndex(({ key }) => !isMergeKey(key) && "value" in key && keyName(key.value) === token);
}

function fromFlow(collection: Collection, index: number): Splice | undefined {
  const items = contentItems(collection);
  const [before, item, next] = [items[index - 1], items[index], items[index + 1]];
  if (item === undefined) return undefined;
  if (next !== undefined) return { start: itemStart(item), end: itemStart(next), text: "" };
  return before && { start: itemEnd(before), end: itemEnd(item), text: "" };
}

function fromBlock(source: string, block: Block, index: number): Splice | undefined {
  const item = contentItems(block)[index];
  if (item === undefined || !startsLine(source, itemStart(item))) return undefined;
  const column = findColumn(source, itemStart(item));
  const end = endOfContent(source, itemEnd(item), column + 1);
  // Includes the last line break, if the file has one.
  return { start: startWithComments(source, item, column), end: afterLineBreak(source, end), text: "" };
}

function startWithComments(source: string, item: Item, column: number): number {
  let start = lineStart(source, itemStart(item));
  for (let above = start; above > 0; ) {
    above = lineStart(source, above - 1);
    const line = source.slice(above, start);
    if (!line.startsWith(`${" ".repeat(column)}#`)) break;
    start = above;
  }
  return start;
}

function afterLineBreak(source: string, end: number): number {
  return source.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, source.length);
}
