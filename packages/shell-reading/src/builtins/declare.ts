import { evaluate } from "../expansion/arithmetic.ts";
import { assignList, assignVariable } from "../expansion/assign.ts";
import { expandBraces } from "../expansion/braces.ts";
import { expandWord } from "../expansion/expand.ts";
import { Fatal, Lost, type Scope } from "../expansion/scope.ts";
import type { ArrayItem, ArrayLiteral, Assignment, Word } from "../grammar/syntax.ts";
import type { Status } from "../state/state.ts";
import type { List, Variable } from "../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";

/** Carries out `NAME=value`, with arrays and their items. */
export function assign({ name, index, isAppending, value }: Assignment, scope: Scope): void {
  if ("items" in value) assignList(name, listFrom(value, { name, isAppending, scope }), scope);
  else {
    const text = scope.toText(value);
    const key = index === undefined ? {} : { index: keyOf(index, name, scope) };
    assignVariable(name, text, scope, { isAppending, ...key });
  }
}

function keyOf(index: Word, name: string, scope: Scope): string {
  const { value } = scope.state.variables.get(name);
  const isMap = typeof value === "object" && value.isMap;
  const text = scope.toText(index);
  if (isMap) return text;
  const number = evaluate(text, scope);
  if (number !== undefined && number < 0n) throw new Lost();
  return number === undefined ? UNKNOWN : String(number);
}

interface Target {
  readonly name: string;
  readonly isAppending: boolean;
  readonly scope: Scope;
}

function listFrom({ items }: ArrayLiteral, { name, isAppending, scope }: Target): List {
  const { value } = scope.state.variables.get(name);
  const isMap = typeof value === "object" && value.isMap;
  const list = new Map(isAppending ? entriesOf(value) : []);
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
  const key = isMap ? scope.toText(index) : keyOf(index, "", scope);
  if (!isKnown(key) || isAppending) throw new Lost();
  // The next item without an index follows the last that was named.
  list.delete(key);
  list.set(key, scope.toText(value));
}

function nextIndex(list: ReadonlyMap<string, string>): number {
  let last = -1;
  for (const key of list.keys()) last = Number(key);
  return last + 1;
}

function entriesOf(value: Variable["value"]): readonly (readonly [string, string])[] {
  if (typeof value === "object") return [...value.items];
  if (value === undefined) return [];
  return [["0", value === UNKNOWN ? UNKNOWN_WORDS : value]];
}

/** What `declare`, `export` and their like do to the names that they are given. */
interface Effect {
  readonly command: string;
  readonly options: string;
  readonly isLocal: boolean;
}

/** Carries out `export NAME=value`, `declare -a NAME=(…)`, and their like. */
export function declare(words: readonly Word[], command: string, scope: Scope): Status {
  const { state, shell } = scope;
  const all = words.flatMap((word): readonly (string | Assignment)[] =>
    word.assignment === undefined
      ? expandWord(word, scope)
      : [expandAssignment(checkBraces(word, word.assignment, scope), scope)],
  );
  const end = all.findIndex((argument) => typeof argument !== "string" || !/^[-+]./.test(argument));
  const options = all.slice(0, end < 0 ? all.length : end).join("");
  if (!shell.isBash && !["", "-p", "--"].includes(options)) throw new Fatal();
  const effect = {
    command,
    options: options.replace(/--$/, ""),
    isLocal: isLocal(command, options, state.variables.isInFunction),
  };
  const statuses = end < 0 ? [] : all.slice(end).map((argument) => declareOne(argument, effect, scope));
  return statuses.findLast((status) => status !== 0) ?? 0;
}

/** The value is expanded before the name becomes local: `local NAME=$NAME`. */
function expandAssignment(assignment: Assignment, scope: Scope): Assignment {
  const { value } = assignment;
  if (!("items" in value)) return { ...assignment, value: plainWord(scope.toText(value)) };
  const items = value.items.flatMap((item): readonly ArrayItem[] =>
    item.index === undefined
      ? expandWord(item.value, scope).map((text) => ({ isAppending: false, value: plainWord(text) }))
      : [{ ...item, value: plainWord(scope.toText(item.value)) }],
  );
  return { ...assignment, value: { items } };
}

function plainWord(text: string): Word {
  return { parts: [{ kind: "text", text, isQuoted: true, start: undefined }] };
}

/** `export NAME={a,b}` are two assignments in bash. */
function checkBraces(word: Word, assignment: Assignment, { shell }: Scope): Assignment {
  if (shell.isBash && expandBraces(word, shell.budget).length > 1) throw new Lost();
  return assignment;
}

function isLocal(command: string, options: string, isInFunction: boolean): boolean {
  if (command === "export" || command === "readonly" || !isInFunction) return false;
  return !/-[a-zA-Z]*g/.test(options);
}

const NAME = /^[A-Za-z_]\w*$/;

function declareOne(argument: string | Assignment, effect: Effect, scope: Scope): Status {
  const assignment = typeof argument === "string" ? assignmentIn(argument) : argument;
  const name = assignment?.name ?? (argument as string);
  if (!NAME.test(name)) return refuse(name, scope);
  checkOptions(effect);
  const { state, shell } = scope;
  if (effect.command === "local" && !state.variables.isInFunction) return refuseLocal(assignment, scope);
  const isFresh = effect.isLocal && !state.variables.isLocal(name);
  const outer = state.variables.getOwn(name);
  if (effect.isLocal) state.variables.declareLocal(name);
  if (isFresh && shell.isBash)
    state.variables.put(name, {
      value: undefined,
      isExported: outer.isExported,
      ...(outer.isReadonly ? { isReadonly: true } : {}),
    });
  // A reference that is declared again refers to something else from then on.
  if (has(effect.options, "n")) state.variables.put(name, { ...state.variables.getOwn(name), isReference: false });
  prepare(name, effect, scope);
  if (assignment !== undefined) assign(assignment, scope);
  finish(name, effect, scope);
  return 0;
}

function refuse(name: string, { shell }: Scope): Status {
  if (!isKnown(name)) throw new Lost();
  if (!shell.isBash) throw new Fatal();
  return 1;
}

/** Outside of functions the value is expanded, and given up. */
function refuseLocal(assignment: Assignment | undefined, scope: Scope): Status {
  if (!scope.shell.isBash) throw new Fatal();
  if (assignment !== undefined && "parts" in assignment.value) scope.toText(assignment.value);
  return 1;
}

function assignmentIn(text: string): Assignment | undefined {
  const equals = text.indexOf("=");
  if (equals < 0) return undefined;
  const value: Word = { parts: [{ kind: "text", text: text.slice(equals + 1), isQuoted: true, start: undefined }] };
  const isAppending = text[equals - 1] === "+";
  return { name: text.slice(0, isAppending ? equals - 1 : equals), isAppending, value };
}

function checkOptions({ options }: Effect): void {
  if (!/^(?:[-+][aAilnrugxp]*)*$/.test(options) || /\+[^xilun]/.test(options)) throw new Lost();
}

/** Attributes that change what is assigned. */
function prepare(name: string, { options }: Effect, scope: Scope): void {
  const { variables } = scope.state;
  if (!/[aAilun]/.test(options)) return;
  const variable = variables.getOwn(name);
  checkAttributes(variable, options);
  const isMap = has(options, "A");
  const isArray = has(options, "a") || isMap;
  variables.put(name, {
    ...variable,
    ...(isArray ? { value: toList(variable.value, isMap) } : {}),
    ...(/[-+][a-z]*i/.test(options) ? { isInteger: has(options, "i") } : {}),
    ...(/[-+][a-z]*[lu]/.test(options) ? { letterCase: letterCaseOf(options) } : {}),
  });
}

function checkAttributes(variable: Variable, options: string): void {
  const isMap = has(options, "A");
  const isUnclear =
    variable.isReadonly === true ||
    (isMap && variable.value !== undefined && typeof variable.value !== "object") ||
    (has(options, "n") && typeof variable.value === "object") ||
    (has(options, "l") && has(options, "u"));
  if (isUnclear) throw new Lost();
}

function letterCaseOf(options: string): Variable["letterCase"] {
  if (has(options, "l")) return "lower";
  return has(options, "u") ? "upper" : undefined;
}

function toList(value: Variable["value"], isMap: boolean): List {
  if (typeof value === "object") return value;
  if (value !== undefined && !isKnown(value)) throw new Lost();
  return { isMap, items: new Map(value === undefined ? [] : [["0", value]]) };
}

function has(options: string, letter: string): boolean {
  return new RegExp(`-[a-zA-Z]*${letter}`).test(options);
}

/** Attributes that count from the next assignment on. */
function finish(name: string, { command, options }: Effect, scope: Scope): void {
  const { variables } = scope.state;
  const isReference = has(options, "n");
  const target = isReference ? name : variables.resolve(name);
  if (target === undefined) throw new Lost();
  const variable = variables.getOwn(target);
  const isExported = exportOf(command, options) ?? variable.isExported;
  const isReadonly = command === "readonly" || has(options, "r");
  if (isReference && command !== "export") {
    if (typeof variable.value === "string" && !/^[A-Za-z_]\w*$/.test(variable.value)) throw new Lost();
    variables.put(target, { ...variable, isReference: true });
    return;
  }
  if (isExported === variable.isExported && !isReadonly) return;
  variables.put(target, { ...variable, isExported, ...(isReadonly ? { isReadonly: true } : {}) });
}

function exportOf(command: string, options: string): boolean | undefined {
  if (command === "export") return !has(options, "n");
  if (has(options, "x")) return true;
  return /\+[a-z]*x/.test(options) ? false : undefined;
}
