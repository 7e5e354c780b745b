/** A shell script as far as it matters which of its commands run, and with what. Words are as written. */
export type Command =
  | { readonly kind: "simple"; readonly words: readonly string[] }
  /** `{ … }` */
  | { readonly kind: "group"; readonly body: List }
  /** `( … )` */
  | { readonly kind: "subshell"; readonly body: List }
  /** `if` and `case`: the condition runs, and then one of the branches, or none. */
  | { readonly kind: "branches"; readonly condition: List; readonly branches: readonly List[] }
  /** All loops; those of `for` and `select` have a variable, whose values nobody knows. */
  | { readonly kind: "loop"; readonly variable?: string; readonly body: List }
  | { readonly kind: "function"; readonly name: string; readonly body: Command }
  /** `(( … ))` */
  | { readonly kind: "arithmetic"; readonly text: string };

export type List = readonly AndOr[];

/** Pipelines joined by `&&` and `||`. */
export interface AndOr {
  readonly members: readonly Member[];
  /** It ends in `&`. */
  readonly isBackground: boolean;
}

export interface Member {
  readonly operator: "" | "&&" | "||";
  /** `! pipeline` */
  readonly isNegated: boolean;
  readonly pipeline: Pipeline;
}

export type Pipeline = readonly Command[];

export const NOTHING: Command = { kind: "simple", words: [] };
