import { Discarded, Lost } from "../giving-up.ts";
import type { ArrayItem, ArrayLiteral, Assignment, Word } from "../grammar/syntax.ts";
import { joinGaps, NO_GAPS } from "../state/given.ts";
import type { List, Variable } from "../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import { evaluate } from "./arithmetic/evaluate.ts";
import { assignList, assignVariable, findTarget } from "./assign.ts";
import { expandWord } from "./expand.ts";
import type { Scope } from "./scope.ts";

/** Runs `NAME=value`, including arrays and their items. */
export function assign(assignment: Assignment, scope: Scope): void {
  const { state, shell } = scope;
  const { name, index, isAppending } = assignment;
  const isCompleted = isAppending && state.variables.assumes(name);
  const { gaps } = shell.assumed.gapsIn(() => assignValue(assignment, scope));
  const isAdded = isAppending || index !== undefined;
  const old = isCompleted ? new Set([name]) : (state.gaps.get(name) ?? NO_GAPS);
  state.setGaps(name, isAdded ? joinGaps(gaps, old) : gaps);
}

function assignValue({ name, index, isAppending, value }: Assignment, scope: Scope): void {
  if ("items" in value) assignList(name, listFrom(value, { name, isAppending, scope }), scope);
  else {
    const text = scope.toText(value);
    const key = index === undefined ? {} : { index: expandKey(index, name, scope) };
    assignVariable(name, text, scope, { isAppending, ...key });
  }
}

function expandKey(index: Word, name: string, scope: Scope): string {
  const { value } = scope.state.variables.get(name);
  const isMap = typeof value === "object" && value.isMap;
  const text = scope.toText(index);
  if (isMap && text === "") throw new Discarded();
  if (isMap) return text;
  const number = evaluate(text, scope);
  if (number === undefined) return UNKNOWN;
  return number < 0n ? countFromEnd(value, Number(number)) : String(number);
}

/** A negative index counts from the end. */
function countFromEnd(value: Variable["value"], number: number): string {
  const entries = listEntries(value);
  if (entries.some(([, text]) => text.includes(UNKNOWN_WORDS))) throw new Lost();
  const key = Number(entries.at(-1)?.[0] ?? -1) + 1 + number;
  if (key < 0) throw new Discarded();
  return String(key);
}

interface Target {
  readonly name: string;
  readonly isAppending: boolean;
  readonly scope: Scope;
}

function listFrom({ items }: ArrayLiteral, { name, isAppending, scope }: Target): List {
  // The replaced value is irrelevant.
  const { value } = isAppending ? scope.state.variables.get(name) : findTarget(name, scope).variable;
  const isMap = typeof value === "object" && value.isMap;
  const list = new Map(isAppending ? listEntries(value) : []);
  scope.shell.budget.spend(list.size);
  for (const item of items) addItem(item, { list, isMap }, scope);
  return { isMap, items: isMap ? list : new Map([...list].sort(([a], [b]) => Number(a) - Number(b))) };
}

interface Growing {
  readonly list: Map<string, string>;
  readonly isMap: boolean;
}

function addItem({ index, value, isAppending }: ArrayItem, { list, isMap }: Growing, scope: Scope): void {
  if (index === undefined) {
    if (isMap) throw new Lost();
    let next = nextIndex(list);
    for (const word of expandWord(value, scope)) list.set(String(next++), word);
    return;
  }
  const key = isMap ? scope.toText(index) : expandLiteralKey(index, scope);
  if (!isKnown(key) || key === "" || isAppending) throw new Lost();
  // An item without an index follows the last assigned one.
  list.delete(key);
  list.set(key, scope.toItem(value));
}

function expandLiteralKey(index: Word, scope: Scope): string {
  const number = evaluate(scope.toText(index), scope);
  if (number !== undefined && number < 0n) throw new Lost();
  return number === undefined ? UNKNOWN : String(number);
}

function nextIndex(list: ReadonlyMap<string, string>): number {
  let last = -1;
  for (const key of list.keys()) last = Number(key);
  return last + 1;
}

function listEntries(value: Variable["value"]): readonly (readonly [string, string])[] {
  if (typeof value === "object") return [...value.items];
  if (value === undefined) return [];
  return [["0", value === UNKNOWN ? UNKNOWN_WORDS : value]];
}
