import type { Origin } from "../grammar/origin.ts";
import type { Script, Word } from "../grammar/syntax.ts";
import type { Shell } from "../running/shell.ts";
import type { State } from "../state/state.ts";

/** The context of an expansion, with the functions that its parts need. */
export interface Scope {
  readonly state: State;
  readonly shell: Shell;
  /** Expands without splitting. */
  readonly toText: (word: Word) => string;
  /** The same for an item of an array, or what `case` compares: bash splits it if it has a list in it. */
  readonly toItem: (word: Word) => string;
  /** The same, with its origin. */
  readonly toPlacedText: (word: Word) => PlacedText;
  /** `isQuoted`: the result is not split. */
  readonly toPieces: (word: Word, isQuoted: boolean) => readonly Piece[];
  /** Evaluates an arithmetic expression. */
  readonly toNumber: (text: string) => string;
  /** The standard output of commands, without trailing newlines. */
  readonly capture: (script: Script) => string;
}

/** A text with its origin. */
export interface PlacedText {
  readonly text: string;
  readonly origin: Origin;
}

/** A part of one or more words during expansion. */
export type Piece =
  /** `start`: the offset of the text, if it is literal in the script. */
  | { readonly kind: "quoted" | "literal" | "split"; readonly text: string; readonly start?: number | undefined }
  /** A word boundary, and the text that stands for it where words are not split. */
  | { readonly kind: "break"; readonly joint: string };
