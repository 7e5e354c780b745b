import type { Aliases } from "./aliases.ts";

/** `posix` is dash's syntax; `bash` is that of bash outside of its POSIX mode. */
export type Dialect = "bash" | "posix";

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

export interface Redirect {
  /** The explicit descriptor; `undefined` for the operator's default. */
  readonly descriptor: number | undefined;
  readonly operator: string;
  readonly target: Word;
  /** The content of a here-document, set when its body is parsed. */
  document?: Word;
}

export type Command = SimpleCommand | FunctionCommand | (Compound & Redirected);

export interface Redirected {
  readonly redirects: readonly Redirect[];
}

export type Compound =
  | { readonly kind: "group" | "subshell"; readonly body: List }
  | IfCommand
  | LoopCommand
  | ForCommand
  | CountCommand
  | CaseCommand
  /** `coproc NAME command` */
  | { readonly kind: "coprocess"; readonly name: string; readonly body: Command }
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "arithmetic"; readonly expression: Word };

export interface SimpleCommand extends Redirected {
  readonly kind: "simple";
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
}

export interface IfCommand {
  readonly kind: "if";
  readonly branches: readonly { readonly condition: List; readonly body: List }[];
  readonly otherwise: List | undefined;
}

export interface LoopCommand {
  readonly kind: "while" | "until";
  readonly condition: List;
  readonly body: List;
}

export interface ForCommand {
  readonly kind: "for" | "select";
  readonly variable: string;
  /** `undefined` stands for `"$@"`. */
  readonly words: readonly Word[] | undefined;
  readonly body: List;
}

/** `for ((first; condition; next))` */
export interface CountCommand {
  readonly kind: "count";
  readonly first: Word;
  readonly condition: Word;
  readonly next: Word;
  readonly body: List;
}

export interface CaseCommand {
  readonly kind: "case";
  readonly subject: Word;
  readonly items: readonly CaseItem[];
}

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: List;
  readonly end: ";;" | ";&" | ";;&";
}

export interface FunctionCommand {
  readonly kind: "function";
  readonly name: string;
  readonly body: Command;
}

/** The content of `[[ … ]]`. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Word }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Word; readonly right: Word };

export type List = readonly Statement[];

/** Pipelines joined by `&&` and `||`. */
export interface Statement {
  readonly members: readonly Member[];
  /** Whether it ends in `&`. */
  readonly isBackground: boolean;
}

export interface Member {
  readonly operator: "" | "&&" | "||";
  readonly isNegated: boolean;
  readonly pipeline: readonly Command[];
}

export interface Script {
  /** Each line is parsed as a whole before any of it runs. */
  readonly lines: readonly List[];
  /** Whether the text after these lines could not be parsed. */
  readonly isBroken: boolean;
  /** Parses the text after a line again, with the aliases that the line has defined. */
  readonly readRest?: (index: number, aliases: Aliases) => Script;
}
