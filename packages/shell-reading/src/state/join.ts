import type { Aliases } from "../grammar/aliases.ts";
import { ANYTHING, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";

/** A command that runs when the shell ends or gets a signal. */
export interface Trap {
  readonly text: string;
  readonly isSure: boolean;
}

/** Exported functions by name: whether they certainly are. */
export type ExportedFunctions = ReadonlyMap<string, boolean>;

export function joinWords(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a === b) return a;
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length === a.length && length === b.length ? a : [...a.slice(0, length), UNKNOWN_WORDS];
}

/** Joins the exported functions of two branches. */
export function joinExported(a: ExportedFunctions, b: ExportedFunctions): ExportedFunctions {
  if (a === b) return a;
  const names = [...a.keys(), ...b.keys()];
  return new Map(names.map((name) => [name, a.get(name) === true && b.get(name) === true]));
}

export function joinOutputs(a: string | undefined, b: string | undefined): string | undefined {
  if (a === b) return a;
  return a === ANYTHING || b === ANYTHING ? ANYTHING : UNKNOWN;
}

export function joinAliases(a: Aliases, b: Aliases): Aliases {
  if (a === b) return a;
  const names = [...a.keys(), ...b.keys()];
  return new Map(names.map((name) => [name, a.get(name) === b.get(name) ? a.get(name) : undefined]));
}

export function joinTraps(a: Trap | undefined, b: Trap | undefined): Trap {
  const text = a === undefined || b === undefined || a.text === b.text ? (a?.text ?? b?.text ?? "") : UNKNOWN;
  return { text, isSure: a?.text === b?.text && a?.isSure === true && b?.isSure === true };
}
