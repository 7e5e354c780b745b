import { Flow } from "../../state/flow.ts";
import { isSameState } from "../../state/same.ts";
import type { State } from "../../state/state.ts";
import { isSuccess } from "../../state/status.ts";
import { type Loop, leaveLoop, runOnce, takeNext } from "./loop.ts";
import { runTogether } from "./together.ts";

/** The maximum number of iterations that are simulated one by one. Further ones are joined. */
const MOST_ROUNDS = 100;

export function runLoop(loop: Loop, state: State): Flow {
  const flow = new Flow();
  let current: State | undefined = state;
  for (let round = 0; current !== undefined; round++) {
    const before: State = current.copy();
    // The status of a loop is that of its last command.
    const next = takeNext(loop.test(current), flow);
    const isGood = next === undefined ? false : isSuccess(next.status);
    if (next === undefined || isGood !== true || round === MOST_ROUNDS)
      return leave(loop, { next, flow, isGood, round, before });
    current = runOnce(loop, next, flow);
    // If an iteration changes nothing, neither will the next one: the loop is infinite.
    if (current !== undefined && isSameState(current, before)) break;
  }
  return leaveLoop(flow);
}

interface Leaving {
  readonly next: State | undefined;
  readonly flow: Flow;
  readonly isGood: boolean | undefined;
  readonly round: number;
  readonly before: State;
}

/** Leaves the loop because the condition fails or is unknown, or after too many iterations. */
function leave(loop: Loop, { next, flow, isGood, round, before }: Leaving): Flow {
  if (next === undefined) return leaveLoop(flow);
  if (isGood !== false) return leaveLoop(flow.addAll(runTogether(loop, next)));
  next.status = round === 0 ? 0 : before.status;
  return leaveLoop(flow.add("next", next));
}
