import type { Trap } from "./join.ts";
import type { Options } from "./options.ts";
import type { State } from "./state.ts";

/** Whether commands find the same, except for the status of the last one, and what is written so far. */
export function isSameState(a: State, b: State): boolean {
  a.budget.spend(1 + a.positional.length + a.aliases.size + a.exportedFunctions.size);
  return (
    a.variables.isSameAs(b.variables) &&
    a.input === b.input &&
    areSameWords(a.positional, b.positional) &&
    areSameOptions(a.options, b.options) &&
    a.optionPlace === b.optionPlace &&
    a.directory === b.directory &&
    areSameMaps(a.aliases, b.aliases) &&
    areSameMaps(a.exportedFunctions, b.exportedFunctions) &&
    a.functions.isSameAs(b.functions, (one, other) => one === other) &&
    a.files.isSameAs(b.files) &&
    a.traps.isSameAs(b.traps, areSameTraps)
  );
}

function areSameWords(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((word, index) => word === b[index]));
}

function areSameMaps<Value>(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  return a === b || (a.size === b.size && [...a].every(([name, value]) => b.has(name) && b.get(name) === value));
}

function areSameOptions(a: Options, b: Options): boolean {
  return a === b || (Object.keys(a) as (keyof Options)[]).every((name) => a[name] === b[name]);
}

function areSameTraps(a: Trap, b: Trap): boolean {
  return a.text === b.text && a.isSure === b.isSure;
}
