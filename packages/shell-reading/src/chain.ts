import type { Variables } from "./variables.ts";

/** The members of a list that `&&` joins: what they assign holds among them, and is unknown once the list has ended. */
export class Chain {
  readonly #variables: Variables;
  #isRecording = false;
  /** So far nothing in the list can have failed. */
  isSure = true;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  /** Another member comes, under the condition that the ones before it succeeded. */
  follow(): void {
    if (this.isSure || this.#isRecording) return;
    this.#variables.record();
    this.#isRecording = true;
  }

  end(): void {
    if (this.#isRecording) this.#variables.doubt(this.#variables.undo());
    this.#isRecording = false;
  }
}
