import type { State } from "../../../state/state.ts";
import type { Status } from "../../../state/status.ts";

export interface Result {
  readonly output: string;
  readonly status: Status;
}

/** Computes the output of a program that only transforms its input; `undefined` if unknown. */
export type Filter = (args: readonly string[], state: State) => Result | undefined;

export function takeInput(state: State): string | undefined {
  const { input } = state;
  state.input = input === undefined ? undefined : "";
  state.budget.spend(input?.length ?? 0);
  return input;
}
