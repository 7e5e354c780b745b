import type { Budget } from "../budget.ts";
import { lose } from "../giving-up.ts";
import type { ProgramVariables } from "../program-variables.ts";
import { UNKNOWN } from "../unknown.ts";
import { listExports } from "./exports.ts";
import { Frames } from "./frames.ts";
import { ELSEWHERE, type Given, inherit, LOST, NOTHING } from "./given.ts";
import { SharedMap } from "./shared-map.ts";
import { isSameVariable, joinVariables, measure, UNKNOWN_VARIABLE, type Variable } from "./variable.ts";

const NAME = /^[A-Za-z_]\w*$/;
const MOST_REFERENCES = 8;

/** A shell's variables. Copies are cheap, and diverged copies can be merged. */
export class Variables {
  #given: Given;
  readonly #own: SharedMap<string, Variable>;
  readonly #frames: Frames;
  readonly #budget: Budget;
  /** `set -a` */
  exportsAll: boolean;

  constructor(
    given: Given,
    budget: Budget,
    from?: { own: SharedMap<string, Variable>; frames: Frames; exportsAll: boolean },
  ) {
    this.#given = given;
    this.#budget = budget;
    this.#own = from?.own.copy() ?? new SharedMap(budget);
    this.#frames = from?.frames.copy() ?? new Frames(budget);
    this.exportsAll = from?.exportsAll ?? false;
  }

  copy(): Variables {
    this.#budget.spend(1);
    return new Variables(this.#given, this.#budget, {
      own: this.#own,
      frames: this.#frames,
      exportsAll: this.exportsAll,
    });
  }

  /** Resolves a reference to the name of its target. */
  resolve(name: string): string | undefined {
    let current = name;
    for (let step = 0; step < MOST_REFERENCES; step++) {
      const variable = this.#find(current);
      if (variable.isReference === "maybe") return undefined;
      if (variable.isReference !== true || typeof variable.value !== "string" || variable.value === "") return current;
      if (!NAME.test(variable.value)) return undefined;
      current = variable.value;
    }
    return undefined;
  }

  get(name: string): Variable {
    this.#budget.spend(1);
    const resolved = this.resolve(name);
    if (resolved === undefined) return UNKNOWN_VARIABLE;
    if (!this.#own.has(resolved)) this.#given.use(resolved);
    return this.#find(resolved);
  }

  /** Whether the variable is assumed to be unset. */
  assumes(name: string): boolean {
    return !this.#own.has(name) && this.#given.assumes(name);
  }

  /** The variable itself, without following a reference. */
  getOwn(name: string): Variable {
    return this.#find(name);
  }

  put(name: string, variable: Variable): void {
    this.#budget.spend(1 + measure(variable.value));
    this.#own.set(name, variable);
  }

  /** Makes every value unknown. */
  forgetAll(): void {
    this.#given = LOST;
    this.#own.clear();
    this.#frames.clear();
  }

  /** Makes the values of these variables, or of their targets, unknown. */
  forget(names: Iterable<string>): void {
    for (const name of names) this.forgetOwn(this.resolve(name) ?? lose());
  }

  /** Makes the value of the variable itself unknown. */
  forgetOwn(name: string): void {
    this.put(name, { ...this.#find(name), value: UNKNOWN });
  }

  enterFunction(): void {
    this.#frames.enter();
  }

  leaveFunction(): void {
    for (const [name, before] of this.#frames.leave()) this.put(name, before);
  }

  /** Leaves the function because the shell exits: dash keeps the local variables, in bash it depends on the cause. */
  exitFunction(isBash: boolean): void {
    const hidden = this.#frames.leave();
    if (isBash) for (const [name, before] of hidden) this.restoreAtExit(name, before);
  }

  /** Restores a variable for the EXIT trap, where bash may also find the present one. */
  restoreAtExit(name: string, before: Variable): void {
    this.put(name, isSameVariable(before, this.#find(name)) ? before : { ...before, value: UNKNOWN });
  }

  get isInFunction(): boolean {
    return !this.#frames.isEmpty;
  }

  /** Makes the name local: its previous value is restored when the function returns. */
  declareLocal(name: string): void {
    this.#frames.declare(name, this.#find(name));
  }

  /** Swaps the variable with the global one that a function hides. */
  swapGlobal(name: string): void {
    const hidden = this.#frames.swapGlobal(name, this.#find(name));
    if (hidden !== undefined) this.put(name, hidden);
  }

  isLocal(name: string): boolean {
    return this.#frames.isLocal(name);
  }

  /** Whether any running function has made the name local. */
  isLocalAnywhere(name: string): boolean {
    return this.#frames.isLocalAnywhere(name);
  }

  merge(other: Variables): void {
    if (this.#given !== other.#given) {
      this.forgetAll();
      return;
    }
    this.#own.merge(other.#own, (a, b, name) => this.#join(a ?? this.#given.find(name), b ?? this.#given.find(name)));
    this.#frames.merge(other.#frames, (a, b) => this.#join(a, b));
    this.exportsAll ||= other.exportsAll;
  }

  /** The names that the shell's own commands have set. */
  get ownNames(): Iterable<string> {
    return this.#own.entries.keys();
  }

  isSameAs(other: Variables): boolean {
    if (this.#given !== other.#given) return false;
    return (
      this.exportsAll === other.exportsAll &&
      this.#own.isSameAs(other.#own, isSameVariable) &&
      this.#frames.isSameAs(other.#frames)
    );
  }

  /** `env -i` */
  unexportAll(): void {
    this.#given = NOTHING;
    this.#own.clear();
  }

  /** As a program that is started with variables of its own: `sudo`, `ssh`. */
  replaceAll(): void {
    this.#given = ELSEWHERE;
    this.#own.clear();
  }

  /** The variables of a program that is started from here. */
  exported(): ProgramVariables {
    this.#budget.spend(this.#own.entries.size + this.#given.changes.size + 1);
    return listExports(this.#own.entries, this.#given, this.#frames);
  }

  /** The initial variables of a shell that is started from here. */
  child(): Given {
    this.#budget.spend(this.#own.entries.size);
    return inherit(this.#given, new Set(this.#own.entries.keys()), this.exported());
  }

  #join(a: Variable, b: Variable): Variable {
    this.#budget.spend(measure(a.value) + measure(b.value));
    return joinVariables(a, b);
  }

  #find(name: string): Variable {
    return this.#own.get(name) ?? this.#given.find(name);
  }
}
