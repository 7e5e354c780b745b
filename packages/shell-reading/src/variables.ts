import { doubted } from "./doubt.ts";
import type { Environment } from "./environment.ts";
import { UNKNOWN } from "./unknown.ts";

/** A list is an array, or the positional parameters. */
export type Value = string | readonly string[];

export interface Variable {
  /** Nothing for one that is surely not set. */
  readonly value: Value | undefined;
  readonly isExported: boolean;
}

/** The name under which the positional parameters are kept: `$1` is its first item. */
export const POSITIONAL = "@";

/** A value that a variable had for a while. */
export interface Change {
  readonly name: string;
  readonly value: Value | undefined;
}

type Saved = Map<string, Variable | undefined>;

/**
 * A shell's variables. What happens under a condition is journaled, to be undone, or to be made unknown, when the
 * condition's reach ends.
 */
export class Variables {
  readonly #own = new Map<string, Variable>();
  readonly #journals: Saved[] = [];
  readonly #locals: Saved[] = [];
  /** `export NAME` in front of any value. */
  readonly #exported = new Set<string>();
  readonly #inherited: (name: string) => Variable | undefined;
  /** Whether variables that are not seen here may well be defined (`envFrom`). */
  readonly isOpen: boolean;
  /** `set -a` */
  exportsAll = false;

  private constructor(inherited: (name: string) => Variable | undefined, isOpen: boolean) {
    this.#inherited = inherited;
    this.isOpen = isOpen;
  }

  static of({ variables, isOpen }: Environment): Variables {
    return new Variables((name) => {
      const value = variables.get(name);
      return value === undefined ? undefined : { value, isExported: true };
    }, isOpen);
  }

  /** What a program started from here sees: the exported ones only. */
  child(): Variables {
    return new Variables((name) => {
      const variable = this.get(name);
      return variable?.isExported === true ? variable : undefined;
    }, this.isOpen);
  }

  /** Nothing for a variable that was never seen: the image may define it. */
  get(name: string): Variable | undefined {
    return this.#own.get(name) ?? this.#inherited(name);
  }

  assign(name: string, value: Value | undefined): void {
    const isExported = this.exportsAll || this.#exported.has(name) || this.get(name)?.isExported === true;
    this.#put(name, { value, isExported });
  }

  setExported(name: string, isExported: boolean): void {
    if (isExported) this.#exported.add(name);
    else this.#exported.delete(name);
    const variable = this.get(name);
    if (variable !== undefined) this.#put(name, { value: variable.value, isExported });
  }

  /** From here on changes are recorded, until `undo`. */
  record(): void {
    this.#journals.push(new Map());
  }

  /** Takes back what was recorded, and returns what it was. */
  undo(): readonly Change[] {
    return [...(this.#journals.pop() ?? [])].map(([name, before]) => {
      const value = this.get(name)?.value;
      this.#replace(name, before);
      return { name, value };
    });
  }

  /** Any of these changes may have happened, or none. */
  doubt(changes: readonly Change[]): void {
    const values = new Map<string, (Value | undefined)[]>();
    for (const { name, value } of changes) {
      const others = values.get(name) ?? [];
      if (others.length === 0) values.set(name, others);
      if (!isSame(value, this.get(name)?.value)) others.push(value);
    }
    for (const [name, others] of values) this.#doubtOne(name, others);
  }

  /** Any of these changes may have happened, any number of times, and with other values. */
  unsettle(changes: readonly Change[]): void {
    this.forget(changes.filter(({ name, value }) => isSame(value, this.get(name)?.value)).map(({ name }) => name));
    this.doubt(changes);
  }

  /** Nobody knows what these hold now. */
  forget(names: Iterable<string>): void {
    for (const name of names) this.assign(name, UNKNOWN);
  }

  enterFunction(): void {
    this.#locals.push(new Map());
  }

  leaveFunction(): void {
    for (const [name, before] of this.#locals.pop() ?? []) this.#put(name, before);
  }

  /** In a function, the name gets its old value back when the function returns; elsewhere this is false. */
  declareLocal(name: string): boolean {
    const locals = this.#locals.at(-1);
    if (locals?.has(name) === false) locals.set(name, this.#own.get(name));
    return locals !== undefined;
  }

  /** An assignment of the same value is recorded as well: in a loop it may become another. */
  #doubtOne(name: string, others: readonly (Value | undefined)[]): void {
    const old = this.get(name);
    if (others.length > 0) this.assign(name, doubted(old?.value, others));
    else if (old !== undefined) this.assign(name, old.value);
  }

  #put(name: string, variable: Variable | undefined): void {
    const journal = this.#journals.at(-1);
    if (journal?.has(name) === false) journal.set(name, this.#own.get(name));
    this.#replace(name, variable);
  }

  #replace(name: string, variable: Variable | undefined): void {
    if (variable === undefined) this.#own.delete(name);
    else this.#own.set(name, variable);
  }
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string" || a === undefined || b === undefined) return false;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
