import type { State } from "../state/state.ts";
import { isSuccess } from "../state/status.ts";

/** Splits the state by whether the last command succeeded. */
export function splitByStatus(state: State | undefined): { good?: State; bad?: State } {
  if (state === undefined) return {};
  const isGood = isSuccess(state.status);
  if (isGood === true) return { good: state };
  if (isGood === false) return { bad: state };
  const bad = state.fork();
  state.status = 0;
  bad.status = "failed";
  return { good: state, bad };
}
