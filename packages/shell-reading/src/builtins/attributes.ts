import type { Scope } from "../expansion/scope.ts";
import { Lost } from "../giving-up.ts";
import type { List, Variable } from "../state/variable.ts";
import { isKnown } from "../unknown.ts";

/** The effect of `declare`, `export` and similar commands on their names. */
export interface Effect {
  readonly command: string;
  readonly options: string;
  readonly isLocal: boolean;
}

export function checkOptions({ options }: Effect): void {
  if (!/^(?:[-+][aAilnrugxp]*)*$/.test(options) || /\+[^xilun]/.test(options)) throw new Lost();
}

/** Applies attributes that change the assigned value. */
export function prepare(name: string, { options }: Effect, scope: Scope): void {
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
    ...(/[-+][a-z]*[lu]/.test(options) ? { letterCase: chooseLetterCase(options) } : {}),
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

function chooseLetterCase(options: string): Variable["letterCase"] {
  if (has(options, "l")) return "lower";
  return has(options, "u") ? "upper" : undefined;
}

function toList(value: Variable["value"], isMap: boolean): List {
  if (typeof value === "object") return value;
  if (value !== undefined && !isKnown(value)) throw new Lost();
  return { isMap, items: new Map(value === undefined ? [] : [["0", value]]) };
}

export function has(options: string, letter: string): boolean {
  return new RegExp(`-[a-zA-Z]*${letter}`).test(options);
}

/** Applies attributes that affect later assignments. */
export function finish(name: string, { command, options }: Effect, scope: Scope): void {
  const { variables } = scope.state;
  const isReference = has(options, "n");
  const target = isReference ? name : variables.resolve(name);
  if (target === undefined) throw new Lost();
  const variable = variables.getOwn(target);
  const isExported = chooseExport(command, options) ?? variable.isExported;
  const isReadonly = command === "readonly" || has(options, "r");
  if (isReference && command !== "export") {
    if (typeof variable.value === "string" && !/^[A-Za-z_]\w*$/.test(variable.value)) throw new Lost();
    variables.put(target, { ...variable, isReference: true });
    return;
  }
  if (isExported === variable.isExported && !isReadonly) return;
  variables.put(target, { ...variable, isExported, ...(isReadonly ? { isReadonly: true } : {}) });
}

function chooseExport(command: string, options: string): boolean | undefined {
  if (command === "export") return !has(options, "n");
  if (has(options, "x")) return true;
  return /\+[a-z]*x/.test(options) ? false : undefined;
}
