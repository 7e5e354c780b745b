import type { Origin } from "../grammar/origin.ts";
import type { Script, Word } from "../grammar/syntax.ts";
import type { Shell } from "../running/shell.ts";
import type { State } from "../state/state.ts";

/** Where a word is expanded, and what the parts of expansion need of each other. */
export interface Scope {
  readonly state: State;
  readonly shell: Shell;
  /** Expands without splitting. */
  readonly toText: (word: Word) => string;
  /** The same, with where it is written. */
  readonly toPlacedText: (word: Word) => PlacedText;
  /** `isQuoted`: nothing of it is split afterwards. */
  readonly toPieces: (word: Word, isQuoted: boolean) => readonly Piece[];
  /** Computes an arithmetic expression. */
  readonly toNumber: (text: string) => string;
  /** What the commands write to their standard output, without the newlines at its end. */
  readonly capture: (script: Script) => string;
}

/** A text, and which parts of it are written where. */
export interface PlacedText {
  readonly text: string;
  readonly origin: Origin;
}

/** A part of one or more words, on the way to become those. */
export type Piece =
  /** `start`: where the text is written, if it is a part of the script. */
  | { readonly kind: "quoted" | "literal" | "split"; readonly text: string; readonly start?: number | undefined }
  /** Another word begins. */
  | { readonly kind: "break" };
