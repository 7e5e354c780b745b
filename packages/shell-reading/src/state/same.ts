import type { Trap } from "./join.ts";
import type { Options } from "./options.ts";

export function areSameWords(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((word, index) => word === b[index]));
}

export function areSameMaps<Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  return a === b || (a.size === b.size && [...a].every(([name, value]) => b.has(name) && b.get(name) === value));
}

export function areSameOptions(a: Options, b: Options): boolean {
  return a === b || (Object.keys(a) as (keyof Options)[]).every((name) => a[name] === b[name]);
}

export function areSameTraps(a: Trap, b: Trap): boolean {
  return a.text === b.text && a.isSure === b.isSure;
}
