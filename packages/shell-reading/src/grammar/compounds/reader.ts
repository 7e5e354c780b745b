import type { Cursor } from "../cursor.ts";
import type { Command, List } from "../syntax.ts";

/** The parsers that compound commands need from the rest of the grammar. */
export interface Reader {
  readonly readList: (cursor: Cursor) => List;
  readonly readCommand: (cursor: Cursor) => Command;
}
