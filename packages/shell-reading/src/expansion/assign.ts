import { Fatal, Lost, ReadonlyAssigned } from "../giving-up.ts";
import { type List, toText, type Value, type Variable } from "../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import type { Scope } from "./scope.ts";

export interface AssignOptions {
  /** The index of an array item. */
  readonly index?: string | undefined;
  readonly isAppending?: boolean;
}

/** Variables with a value of the shell's own. */
const DYNAMIC = /^(?:RANDOM|SRANDOM|SECONDS|LINENO|EPOCH.*|BASH.*|GROUPS|FUNCNAME|DIRSTACK|_|UID|EUID|PPID|SHELLOPTS)$/;

/** Assigns a value to a variable, according to its attributes. */
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

/** Assigns a whole array. */
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
  if (variable.isReadonly === true) throw shell.isBash ? new ReadonlyAssigned() : new Fatal();
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

/** Converts a scalar variable to an array with one item. */
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

/** Applies the variable's attributes to the text: appending, arithmetic, or case. */
function converted(
  value: string,
  { variable, old }: { variable: Variable; old: Value | undefined },
  scope: Scope,
): string {
  const before = toText(old);
  if (variable.isInteger === true) return scope.toNumber(before ? `(${before})+(${value || "0"})` : value);
  const text = (before ?? "") + value;
  scope.shell.budget.spend(text.length);
  if (variable.letterCase === undefined) return text;
  return changeCase(text, variable.letterCase);
}

/** Whether each character is one byte, with the same case mapping in every locale. */
export function isAscii(text: string): boolean {
  return !/[^ -~\s]/.test(text);
}

/** Converts the letters of the C locale only: others depend on the locale. */
export function changeCase(text: string, letterCase: "lower" | "upper"): string {
  if (!isAscii(text.replaceAll(UNKNOWN, ""))) return UNKNOWN;
  return letterCase === "lower" ? text.toLowerCase() : text.toUpperCase();
}
