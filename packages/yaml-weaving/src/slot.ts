import type { Node } from "yaml";
import type { BlockStyle } from "./block-style.ts";
import type { FlowStyle } from "./flow-style.ts";
import type { Item } from "./source-place.ts";

/** The place of a value in a document. */
export interface Slot {
  readonly node: Node | null;
  /** The member or element that it is the value of; `undefined` for the document's root. */
  readonly item: Item | undefined;
  readonly isElement: boolean;
  /** The column of the block collection around it. */
  readonly column: number;
  /** The style of the block collection around it. */
  readonly style: BlockStyle;
  /** The style of the brackets around it; `undefined` in block context. */
  readonly flow: FlowStyle | undefined;
}

/** The text that is spliced. */
export interface Text {
  readonly source: string;
  readonly lineBreak: "\r\n" | "\n";
}
