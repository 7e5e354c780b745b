import type { State } from "./state.ts";

/** How a command ends: the next one runs, or the shell jumps. `discard` leads to the next line (bash). */
export type End = "next" | "return" | "exit" | "discard" | `break ${number}` | `continue ${number}`;

/** The possible states at the end of a command. */
export class Flow {
  readonly #states = new Map<End, State>();

  static next(state: State): Flow {
    return new Flow().add("next", state);
  }

  add(end: End, state: State | undefined): this {
    const present = this.#states.get(end);
    if (present === undefined) {
      if (state !== undefined) this.#states.set(end, state);
    } else if (state !== undefined && state !== present) present.merge(state);
    return this;
  }

  addAll(other: Flow): this {
    for (const [end, state] of other.#states) this.add(end, state);
    return this;
  }

  get(end: End): State | undefined {
    return this.#states.get(end);
  }

  /** Removes and returns the state of one end, to continue from there. */
  take(end: End): State | undefined {
    const state = this.#states.get(end);
    this.#states.delete(end);
    return state;
  }

  get ends(): readonly End[] {
    return [...this.#states.keys()];
  }

  /** Merges the states of all ends. */
  takeAll(): State | undefined {
    const [first, ...rest] = this.#states.values();
    this.#states.clear();
    for (const state of rest) first?.merge(state);
    return first;
  }
}
