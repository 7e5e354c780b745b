import { blockLines, indented, inlineText, isFilled } from "./block-text.ts";
import { flowText } from "./flow-text.ts";
import { insertInto } from "./insert-into.ts";
import type { Slot, Text } from "./slot.ts";
import { endOfContent, findColumn, indentationAt, lineEnd, startsLine } from "./source-lines.ts";
import { contentTokens, type Item, type Token, tokenEnd, tokenStart, valueSlot } from "./source-place.ts";
import { insertion, type Splice } from "./splice.ts";

/** A value to replace: an empty one, or an alias. */
export interface Replacement {
  readonly text: Text;
  readonly slot: Slot;
  readonly value: unknown;
}

/** Fills an empty value. */
export function fillEmpty(replacement: Replacement): Splice[] {
  const { text, slot, value } = replacement;
  const token = slot.node?.srcToken;
  if (token?.type !== "flow-collection" || !isFilled(value)) return replaceValue(replacement);
  const isSameKind = Array.isArray(value) === (token.start.type === "flow-seq-start");
  const hasComment = text.source.slice(token.offset, tokenEnd(token)).includes("#");
  // In block context, brackets are used only for empty collections, so a filled one does not keep them.
  const staysInBrackets = slot.flow !== undefined || slot.item === undefined || hasComment;
  if (!isSameKind || !staysInBrackets) return replaceValue(replacement);
  return insertInto({ text, slot, collection: token, index: 0, added: value });
}

/** Replaces an empty value, a missing value, or an alias. */
export function replaceValue({ text, slot, value }: Replacement): Splice[] {
  const { item } = slot;
  if (item === undefined) throw new Error("a document's root cannot be replaced");
  if (slot.flow !== undefined) {
    const place = item.value?.offset ?? valueSlot(item);
    return [replaceInline(item, flowText(value, slot.flow, indentationAt(text.source, place)))];
  }
  if (!isFilled(value)) return [replaceInline(item, inlineText(value))];
  return replaceByBlock({ text, slot, item, value });
}

function replaceInline(item: Item, text: string): Splice {
  if (item.value !== undefined) return over(item.value, text);
  // A key in brackets may lack its colon.
  const hasIndicator = contentTokens(item).some(({ type }) => type === "map-value-ind" || type === "seq-item-ind");
  return insertion(valueSlot(item), `${hasIndicator ? " " : ": "}${text}`);
}

interface BlockReplacement extends Replacement {
  readonly item: Item;
  readonly value: object;
}

function replaceByBlock({ text, slot, item, value }: BlockReplacement): Splice[] {
  const { source, lineBreak } = text;
  const lines = blockLines(value, slot.style);
  const end = item.value === undefined ? valueSlot(item) : tokenEnd(item.value);
  const place = endOfContent(source, end, slot.column + 1);
  const hasOnlyDash = slot.isElement && contentTokens(item).length === 2;
  if (item.value !== undefined && hasOnlyDash && place === end) {
    const column = findColumn(source, tokenStart(item.value));
    return [over(item.value, indented(lines, column).join(lineBreak).trimStart())];
  }
  const below = indented(lines, slot.column + columnsBelow(slot, value)).map((line) => lineBreak + line);
  return [...eraseValue(source, item.value), insertion(place, below.join(""))];
}

function columnsBelow({ isElement, style }: Slot, value: object): number {
  if (isElement) return style.dashWidth;
  return Array.isArray(value) ? style.dashOffset : style.step;
}

function eraseValue(source: string, token: Token | undefined): Splice[] {
  if (token === undefined) return [];
  const end = tokenEnd(token);
  const isAlone = startsLine(source, token.offset) && lineEnd(source, end) === end;
  const blanks = isAlone ? " \t\r\n" : " \t";
  let start = token.offset;
  while (start > 0 && blanks.includes(source.charAt(start - 1))) start -= 1;
  return [{ start, end, text: "" }];
}

function over(token: Token, text: string): Splice {
  return { start: token.offset, end: tokenEnd(token), text };
}
