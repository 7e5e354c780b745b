import type { Budget } from "../budget.ts";
import { SharedMap } from "./shared-map.ts";
import { isSameVariable, UNKNOWN_VARIABLE, type Variable } from "./variable.ts";

type Frame = SharedMap<string, Variable>;

/** The local variables of the running functions, with their previous values. */
export class Frames {
  readonly #frames: Frame[];
  readonly #budget: Budget;

  constructor(budget: Budget, frames: Frame[] = []) {
    this.#budget = budget;
    this.#frames = frames;
  }

  copy(): Frames {
    this.#budget.spend(this.#frames.length);
    return new Frames(
      this.#budget,
      this.#frames.map((frame) => frame.copy()),
    );
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  enter(): void {
    this.#frames.push(new SharedMap(this.#budget));
  }

  /** Returns the previous values. */
  leave(): Iterable<[string, Variable]> {
    return this.#frames.pop()?.entries ?? [];
  }

  /** Makes the name local in the innermost function. */
  declare(name: string, present: Variable): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined && !frame.has(name)) frame.set(name, present);
  }

  /** Replaces the global variable that a function hides, and returns it; `undefined` if none is hidden. */
  swapGlobal(name: string, present: Variable): Variable | undefined {
    const frame = this.#frames.find((one) => one.has(name));
    const hidden = frame?.get(name);
    frame?.set(name, present);
    return hidden;
  }

  isLocal(name: string): boolean {
    return this.#frames.at(-1)?.has(name) ?? false;
  }

  isLocalAnywhere(name: string): boolean {
    return this.#frames.some((frame) => frame.has(name));
  }

  clear(): void {
    for (const frame of this.#frames) frame.clear();
  }

  merge(other: Frames, join: (a: Variable, b: Variable) => Variable): void {
    this.#frames.forEach((frame, index) => {
      const theirs = other.#frames[index];
      if (theirs !== undefined) frame.merge(theirs, (a, b) => (a && b ? join(a, b) : UNKNOWN_VARIABLE));
    });
  }

  isSameAs(other: Frames): boolean {
    return this.#frames.every((frame, index) => frame.isSameAs(other.#frames[index] ?? frame, isSameVariable));
  }
}
