import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";

export function next(state: State, status: State["status"]): Flow {
  state.status = status;
  return Flow.next(state);
}
