import type { Script } from "./syntax.ts";

/** A word before expansion. */
export interface Word {
  readonly parts: readonly Part[];
  /** `NAME=value`, which commands such as `export` treat as an assignment. */
  readonly assignment?: Assignment;
  /** Offsets in the outermost string: of the first character, and after the last. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

export type Part = TextPart | ParameterPart | CommandPart | ArithmeticPart | ProcessPart;

export interface TextPart {
  readonly kind: "text";
  readonly text: string;
  /** Quoted text is neither split nor a pattern. */
  readonly isQuoted: boolean;
  /** The offset in the outermost string, if the text occurs there literally. */
  readonly start: number | undefined;
}

export interface ParameterPart {
  readonly kind: "parameter";
  readonly isQuoted: boolean;
  /** A variable's name, digits, or one of `@*#?-$!`. */
  readonly name: string;
  readonly index?: Word;
  /** `${!NAME}` */
  readonly isIndirect?: boolean;
  /** `${#NAME}` */
  readonly isLength?: boolean;
  /** `:-`, `##`, `//`, … */
  readonly operator?: string;
  readonly operand?: Word;
  /** The replacement in `${NAME/pattern/replacement}`, the length in `${NAME:offset:length}`. */
  readonly second?: Word;
}

export interface CommandPart {
  readonly kind: "command";
  readonly isQuoted: boolean;
  readonly script: Script;
}

export interface ArithmeticPart {
  readonly kind: "arithmetic";
  readonly isQuoted: boolean;
  readonly expression: Word;
}

/** `<(command)` or `>(command)`: the command runs concurrently. */
export interface ProcessPart {
  readonly kind: "process";
  readonly isQuoted: boolean;
  readonly script: Script;
  /** `>(command)`: the command reads what is written. */
  readonly takesInput: boolean;
}

export interface Assignment {
  readonly name: string;
  readonly index?: Word;
  /** `NAME+=value` */
  readonly isAppending: boolean;
  readonly value: Word | ArrayLiteral;
}

export interface ArrayLiteral {
  readonly items: readonly ArrayItem[];
}

export interface ArrayItem {
  readonly index?: Word;
  readonly isAppending: boolean;
  readonly value: Word;
}
