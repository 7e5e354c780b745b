import type { Budget } from "./budget.ts";
import type { Fields } from "./fields.ts";
import { UNKNOWN } from "./unknown.ts";
import type { Value, Variables } from "./variables.ts";

/** What an expansion reads, and with `${NAME:=…}` writes. */
export interface Scope {
  readonly variables: Variables;
  readonly budget: Budget;
}

/** How what is expanded goes into the words. */
export interface Context extends Scope {
  readonly fields: Fields;
  readonly isQuoted: boolean;
  /** Whether blanks in literal text part words, as in an unquoted `${NAME:-a b}`. */
  readonly splitsText: boolean;
  /** Whether expansions are split at all; not in an assignment. */
  readonly splits: boolean;
  readonly depth: number;
}

/** Puts text there that stands in the script itself. */
export function emitLiteral(text: string, { fields, splitsText }: Context): void {
  if (splitsText) fields.appendSplit(text);
  else fields.append(text);
}

/** Puts a variable's value where it is named. */
export function emit(value: Value | undefined, isStar: boolean, context: Context): void {
  if (typeof value === "string") emitText(value, context);
  else if (value !== undefined && context.budget.takeExpansion(value.length)) emitList(value, isStar, context);
  else if (value !== undefined) context.fields.append(UNKNOWN);
}

function emitList(list: readonly string[], isStar: boolean, context: Context): void {
  const isOne = !context.splits || (isStar && context.isQuoted);
  for (const [index, item] of (isOne ? [list.join(" ")] : list).entries()) {
    if (index > 0) context.fields.next();
    emitText(item, context);
  }
}

/** Puts one value there, if the budget allows. */
export function emitText(value: string, { fields, isQuoted, splits, budget }: Context): void {
  const text = budget.takeExpansion(value.length) ? value : UNKNOWN;
  if (isQuoted || !splits) fields.append(text);
  else fields.appendSplit(text);
}
