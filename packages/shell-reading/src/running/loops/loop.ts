import type { List } from "../../grammar/syntax.ts";
import { Flow } from "../../state/flow.ts";
import type { State } from "../../state/state.ts";
import type { Status } from "../../state/status.ts";
import type { Shell } from "../shell.ts";

/** The condition, body and step of a loop. */
export interface Loop {
  /** Runs the condition. Its status decides whether there is another iteration. */
  readonly test: (state: State) => Flow;
  readonly body: List;
  /** The status that the body finds. */
  readonly status: Status;
  /** Runs after each iteration. */
  readonly step?: (state: State) => void;
  readonly shell: Shell;
}

export interface LoopTogether extends Loop {
  /** Runs before each iteration. */
  readonly before?: (state: State) => void;
}

/** Returns the state in which the next command runs, and adds all other ends to the flow. */
export function takeNext(result: Flow, flow: Flow): State | undefined {
  const next = result.take("next");
  flow.addAll(result);
  return next;
}

export function runOnce(loop: LoopTogether, state: State, flow: Flow): State | undefined {
  state.status = loop.status;
  loop.before?.(state);
  const again = takeNext(continueLoop(loop.shell.runList(loop.body, state, loop.shell)), flow);
  const status = again?.status;
  if (again !== undefined) loop.step?.(again);
  if (again !== undefined) again.status = status;
  return again;
}

/** `continue` leads to the next iteration. */
export function continueLoop(flow: Flow): Flow {
  return flow.add("next", flow.take("continue 1"));
}

/** `break` leaves the loop; higher levels apply to the enclosing loops. */
export function leaveLoop(flow: Flow): Flow {
  const result = new Flow();
  for (const end of flow.ends) {
    const [, word, level] = /^(break|continue) (\d+)$/.exec(end) ?? [];
    const state = flow.get(end);
    if (word === undefined) result.add(end, state);
    else if (word === "break" && level === "1") {
      if (state !== undefined) state.status = 0;
      result.add("next", state);
    } else result.add(`${word as "break" | "continue"} ${Number(level) - 1}`, state);
  }
  return result;
}
