import { Flow } from "../../state/flow.ts";
import { isSameState } from "../../state/same.ts";
import type { State } from "../../state/state.ts";
import { isSuccess } from "../../state/status.ts";
import { UNKNOWN_WORDS } from "../../unknown.ts";
import { type LoopTogether, runOnce } from "./loop.ts";

/** After this many joined iterations, anything that still changes becomes unknown. */
const WIDENING = 2;

/** Joins all further iterations: any number, including none. */
export function runTogether(loop: LoopTogether, state: State): Flow {
  const { weight } = state;
  state.weight = 0;
  const flow = runUntilStable(loop, state);
  const next = flow.get("next");
  if (next !== undefined) {
    next.weight = flow.ends.length === 1 ? weight : 0;
    next.status = undefined;
  }
  return flow;
}

/** Merges the states of the iterations until they are stable. */
function runUntilStable(loop: LoopTogether, state: State): Flow {
  const flow = new Flow();
  let reached = state;
  for (let round = 0; ; round++) {
    const before = reached.copy();
    const tested = loop.test(reached);
    const next = tested.take("next");
    flow.addAll(tested);
    if (next === undefined) return flow;
    const isGood = isSuccess(next.status);
    if (isGood !== true) flow.add("next", next.copy());
    if (isGood === false) return flow;
    const again = runOnce(loop, next.copy(), flow);
    if (again === undefined) return flow;
    reached = next;
    reached.merge(again);
    if (round >= WIDENING) widen(reached, before);
    if (isSameState(reached, before) && reached.output === before.output) return flow;
  }
}

/** Makes everything that still changes unknown. */
function widen(state: State, before: State): void {
  for (const name of state.variables.ownNames) {
    if (state.variables.getOwn(name) !== before.variables.getOwn(name)) state.variables.forgetOwn(name);
  }
  if (state.positional !== before.positional) state.positional = [UNKNOWN_WORDS];
  if (state.input !== before.input) state.input = undefined;
}
