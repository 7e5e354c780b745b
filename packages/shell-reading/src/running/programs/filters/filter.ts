import type { State } from "../../../state/state.ts";
import type { Status } from "../../../state/status.ts";

export interface Result {
  readonly output: string;
  readonly status: Status;
}

/** What a program writes, if it is one that only turns its input over; nothing if that is not known. */
export type Filter = (args: readonly string[], state: State) => Result | undefined;

export function takeInput(state: State): string | undefined {
  const { input } = state;
  state.input = input === undefined ? undefined : "";
  state.budget.spend(input?.length ?? 0);
  return input;
}
