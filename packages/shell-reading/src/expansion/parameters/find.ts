import { Fatal, Lost } from "../../giving-up.ts";
import type { ParameterPart } from "../../grammar/syntax.ts";
import { type List, toText, type Value } from "../../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import type { Scope } from "../scope.ts";

/** The value of a parameter: a text, `undefined` if unset, or words. */
export type Found =
  | { readonly kind: "text"; readonly text: string | undefined }
  | { readonly kind: "words"; readonly words: readonly string[]; readonly isJoined: boolean };

export function find({ name, index }: ParameterPart, scope: Scope): Found {
  const { state } = scope;
  if (name === "@" || name === "*") return { kind: "words", words: state.positional, isJoined: name === "*" };
  if (/^[0-9]/.test(name)) return { kind: "text", text: positional(Number(name), scope) };
  if (!/^[A-Za-z_]/.test(name)) return { kind: "text", text: special(name, scope) };
  const { value } = state.variables.get(name);
  if (index === undefined) return { kind: "text", text: toText(value) };
  return element(value, scope.toText(index), scope);
}

function positional(number: number, { state, shell }: Scope): string | undefined {
  if (number === 0) return state.name;
  const words = state.positional.slice(0, number);
  shell.budget.spendWords(words);
  if (words.some((word) => word.includes(UNKNOWN_WORDS))) return UNKNOWN;
  return state.positional[number - 1];
}

function special(name: string, { state, shell }: Scope): string | undefined {
  if (name === "#") {
    shell.budget.spendWords(state.positional);
    return state.positional.some((word) => word.includes(UNKNOWN_WORDS)) ? UNKNOWN : String(state.positional.length);
  }
  if (name === "?") return typeof state.status === "number" ? String(state.status) : UNKNOWN;
  return UNKNOWN;
}

function element(value: Value | undefined, index: string, scope: Scope): Found {
  if (index === "@" || index === "*") return { kind: "words", words: listItems(value), isJoined: index === "*" };
  return { kind: "text", text: item(value, index, scope) };
}

function item(value: Value | undefined, index: string, scope: Scope): string | undefined {
  if (typeof value === "object" && value.isMap) return readMapItem(value, index, scope);
  const number = scope.toNumber(index);
  if (!isKnown(number)) return UNKNOWN;
  if (typeof value === "object") return itemAt(value, Number(number), scope);
  if (value?.includes(UNKNOWN)) return UNKNOWN;
  if (number.startsWith("-")) return refuseIndex(scope);
  return number === "0" ? value : undefined;
}

function readMapItem({ items }: List, key: string, scope: Scope): string | undefined {
  if (key === "") return refuseIndex(scope);
  return isKnown(key) ? items.get(key) : UNKNOWN;
}

function itemAt({ items }: List, number: number, scope: Scope): string | undefined {
  scope.shell.budget.spend(items.size);
  if ([...items.values()].some((text) => text.includes(UNKNOWN_WORDS))) return UNKNOWN;
  const place = number < 0 ? Number([...items.keys()].at(-1) ?? -1) + 1 + number : number;
  return place < 0 ? refuseIndex(scope) : items.get(String(place));
}

/** A wrong index is an error for `set -e` only. */
function refuseIndex({ state }: Scope): undefined {
  if (state.options.exitsOnError === true) throw new Fatal();
  if (state.options.exitsOnError === undefined) throw new Lost();
}

/** The order of an associative array's items is unspecified. */
function listItems(value: Value | undefined): readonly string[] {
  if (typeof value === "object")
    return value.isMap && value.items.size > 1 ? [UNKNOWN_WORDS] : [...value.items.values()];
  if (value === undefined) return [];
  return value === UNKNOWN ? [UNKNOWN_WORDS] : [value];
}
