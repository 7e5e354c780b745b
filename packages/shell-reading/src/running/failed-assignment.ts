import { Lost } from "../giving-up.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";

/** bash has assigned to a readonly variable: under `set -e` it exits, even in a condition. */
export function failAssignment(state: State, end: "next" | "discard" = "next"): Flow {
  const { exitsOnError } = state.options;
  if (exitsOnError === undefined) throw new Lost();
  state.status = 1;
  return new Flow().add(exitsOnError ? "exit" : end, state);
}
