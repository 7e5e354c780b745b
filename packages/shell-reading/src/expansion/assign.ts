import { Fatal, Lost } from "../giving-up.ts";
import { type List, textOf, type Value, type Variable } from "../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import type { Scope } from "./scope.ts";

export interface AssignOptions {
  /** The item of an array. */
  readonly index?: string | undefined;
  readonly isAppending?: boolean;
}

/** Variables that keep a mind of their own. */
const DYNAMIC = /^(?:RANDOM|SRANDOM|SECONDS|LINENO|EPOCH.*|BASH.*|GROUPS|FUNCNAME|DIRSTACK|_|UID|EUID|PPID|SHELLOPTS)$/;

/** Gives a variable a value, as its attributes have it. */
export function assignVariable(name: string, value: string, scope: Scope, options: AssignOptions = {}): void {
  const { target, variable } = findTarget(name, scope);
  if (options.isAppending) scope.state.variables.get(name);
  if (options.index !== undefined || typeof variable.value === "object") {
    assignItem({ target, variable }, value, { ...options, index: options.index ?? "0", scope });
    return;
  }
  const text = converted(value, { variable, old: options.isAppending ? (variable.value ?? "") : undefined }, scope);
  put(target, { ...variable, value: text }, scope);
}

/** Gives a variable a whole array. */
export function assignList(name: string, list: List, scope: Scope): void {
  const { target, variable } = findTarget(name, scope);
  const items = new Map(
    [...list.items].map(([key, text]) => [key, converted(text, { variable, old: undefined }, scope)]),
  );
  put(target, { ...variable, value: { isMap: list.isMap, items } }, scope);
}

export function findTarget(name: string, { state, shell }: Scope): { target: string; variable: Variable } {
  const target = state.variables.resolve(name);
  if (target === undefined) throw new Lost();
  const variable = state.variables.getOwn(target);
  if (variable.isReadonly === true) throw shell.isBash ? new Lost() : new Fatal();
  return { target, variable };
}

function put(name: string, variable: Variable, { state, shell }: Scope): void {
  shell.assumed.assign(name);
  if (name === "OPTIND") state.optionPlace = 0;
  const isUnsure = variable.isDoubtful === true || DYNAMIC.test(name);
  const isExported = state.variables.exportsAll || variable.isExported;
  state.variables.put(name, { ...variable, isExported, ...(isUnsure ? { value: UNKNOWN } : {}) });
}

interface Item {
  readonly index: string;
  readonly isAppending?: boolean;
  readonly scope: Scope;
}

function assignItem({ target, variable }: { target: string; variable: Variable }, value: string, item: Item): void {
  const { index, scope } = item;
  const list = listFrom(variable.value);
  scope.shell.budget.spend(list?.items.size ?? 1);
  if (list === undefined || !isKnown(index) || [...list.items.values()].includes(UNKNOWN_WORDS)) {
    put(target, { ...variable, value: UNKNOWN }, scope);
    return;
  }
  const old = item.isAppending ? (list.items.get(index) ?? "") : undefined;
  const items = new Map(list.items).set(index, converted(value, { variable, old }, scope));
  put(target, { ...variable, value: { isMap: list.isMap, items: list.isMap ? items : inOrder(items) } }, scope);
}

/** A variable that has a text becomes an array with one item. */
function listFrom(value: Value | undefined): List | undefined {
  if (typeof value === "object") return value;
  if (value === undefined) return { isMap: false, items: new Map() };
  return isKnown(value) ? { isMap: false, items: new Map([["0", value]]) } : undefined;
}

function inOrder(items: Map<string, string>): Map<string, string> {
  let last = -1;
  for (const key of items.keys()) {
    if (Number(key) < last) return new Map([...items].sort(([a], [b]) => Number(a) - Number(b)));
    last = Number(key);
  }
  return items;
}

/** The text as the variable's attributes have it: appended, computed, or in another case. */
function converted(
  value: string,
  { variable, old }: { variable: Variable; old: Value | undefined },
  scope: Scope,
): string {
  const before = textOf(old);
  if (variable.isInteger === true) return scope.toNumber(before ? `(${before})+(${value || "0"})` : value);
  const text = (before ?? "") + value;
  scope.shell.budget.spend(text.length);
  if (variable.letterCase === undefined) return text;
  return changeCase(text, variable.letterCase);
}

/** Whether a character is a byte, and upper and lower case are the same everywhere. */
export function isAscii(text: string): boolean {
  return !/[^ -~\s]/.test(text);
}

/** The C locale's letters only: what others become depends on the locale. */
export function changeCase(text: string, letterCase: "lower" | "upper"): string {
  if (!isAscii(text.replaceAll(UNKNOWN, ""))) return UNKNOWN;
  return letterCase === "lower" ? text.toLowerCase() : text.toUpperCase();
}
