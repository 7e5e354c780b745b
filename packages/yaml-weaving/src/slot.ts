import type { Node } from "yaml";
import type { BlockStyle } from "./block-style.ts";
import type { FlowStyle } from "./flow-style.ts";
import type { Item } from "./source-place.ts";

/** The place of a value in a document. */
export interface Slot {
  readonly node: Node | null;
  /** The member or element that holds the value; `undefined` for the document's root. */
  readonly item: Item | undefined;
  readonly isElement: boolean;
  /** The column of the enclosing block collection. */
  readonly column: number;
  /** The style of the enclosing block collection. */
  readonly style: BlockStyle;
  /** The style of the enclosing brackets; `undefined` in block context. */
  readonly flow: FlowStyle | undefined;
}

/** The text to splice. */
export interface Text {
  readonly source: string;
  readonly lineBreak: "\r\n" | "\n";
}
