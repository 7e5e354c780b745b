import type { CST, YAMLMap, YAMLSeq } from "yaml";

// The parser's source tokens end exactly at their content. Its nodes include trailing comments and blank lines.
export type Token = CST.Token;
/** A member of an object or an element of an array, as tokens. */
export type Item = CST.CollectionItem;
export type Block = CST.BlockMap | CST.BlockSequence;
export type Collection = Block | CST.FlowCollection;

const TRIVIA: ReadonlySet<string> = new Set(["space", "newline", "comment", "comma", "byte-order-mark"]);

/** The collection's token; `undefined` for a bare `key: value` inside an array's brackets. */
export function findCollection(node: YAMLMap<unknown, unknown> | YAMLSeq): Collection | undefined {
  const token = node.srcToken;
  const isCollection = token?.type === "block-map" || token?.type === "block-seq" || token?.type === "flow-collection";
  return isCollection ? token : undefined;
}

/** The items with content. The parser also keeps trailing comments and commas as items. */
export function contentItems(collection: Collection): Item[] {
  return collection.items.filter((item: Item) => contentTokens(item).length > 0);
}

/** An item's tokens except white space, comments and commas: properties, key, `:`, value. */
export function contentTokens({ start, key, sep, value }: Item): Token[] {
  const tokens = [...start, ...(key ? [key] : []), ...(sep ?? []), ...(value ? [value] : [])];
  return tokens.filter(({ type }) => !TRIVIA.has(type));
}

/** The offset where a token's content ends, before a trailing comment or line break. */
export function tokenEnd(token: Token): number {
  switch (token.type) {
    case "block-map":
    case "block-seq":
      return lastEnd(contentItems(token), token.offset);
    case "flow-collection":
      return (token.end[0]?.offset ?? token.offset) + 1;
    case "block-scalar":
      return token.props.reduce((end, part) => end + readText(part).length, token.offset + token.source.length);
    default:
      return token.offset + readText(token).length;
  }
}

/** The offset where an item's content starts: at its properties or key, or at the dash of a sequence. */
export function itemStart(item: Item): number {
  const [first] = contentTokens(item);
  return first === undefined ? 0 : tokenStart(first);
}

export function itemEnd(item: Item): number {
  const last = contentTokens(item).at(-1);
  return last === undefined ? 0 : tokenEnd(last);
}

/** The offset for an item's missing value: after the dash or colon and the value's properties. */
export function valueSlot(item: Item): number {
  const { value, ...rest } = item;
  return itemEnd(value === undefined ? item : (rest as Item));
}

export function tokenStart(token: Token): number {
  const first = token.type === "block-map" || token.type === "block-seq" ? contentItems(token)[0] : undefined;
  return first === undefined ? token.offset : itemStart(first);
}

function lastEnd(items: readonly Item[], otherwise: number): number {
  const last = items.at(-1);
  return last === undefined ? otherwise : itemEnd(last);
}

function readText(token: Token): string {
  return "source" in token ? token.source : "";
}
