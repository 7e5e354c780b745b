import type { Command, Member } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { isSuccess, negate } from "../state/status.ts";
import { runCommand } from "./commands.ts";
import { watchFailure, watchReturn } from "./failures.ts";
import { runPipeline } from "./pipelines.ts";
import type { Shell } from "./shell.ts";

/** The states after a member, by its success. */
interface Outcome {
  good: State | undefined;
  bad: State | undefined;
}

/** Runs pipelines joined by `&&` and `||`: each joint continues for one of the two outcomes. */
export function runMembers(members: readonly Member[], state: State, shell: Shell): Flow {
  const flow = new Flow();
  let outcome: Outcome = { good: state, bad: undefined };
  members.forEach((member, index) => {
    const isOr = member.operator === "||";
    const start = isOr ? outcome.bad : outcome.good;
    if (start === undefined) return;
    const isLast = index === members.length - 1;
    const isTested = shell.isTested || !isLast || member.isNegated;
    const isNegated = member.isNegated || (shell.isNegated && isLast);
    const result = runMember(member, start, { ...shell, isTested, isNegated });
    const next = result.take("next");
    flow.addAll(result);
    const kept = isOr ? { good: outcome.good, bad: undefined } : { good: undefined, bad: outcome.bad };
    if (isLast) {
      flow.add("next", next).add("next", kept.good).add("next", kept.bad);
      outcome = { good: undefined, bad: undefined };
    } else outcome = join(kept, next);
  });
  return flow.add("next", outcome.good).add("next", outcome.bad);
}

function join(kept: Outcome, next: State | undefined): Outcome {
  if (next === undefined) return kept;
  const isGood = isSuccess(next.status);
  if (isGood === true) return { good: merged(kept.good, next), bad: kept.bad };
  if (isGood === false) return { good: kept.good, bad: merged(kept.bad, next) };
  const other = next.fork();
  next.status = 0;
  other.status = "failed";
  return { good: merged(kept.good, next), bad: merged(kept.bad, other) };
}

function merged(a: State | undefined, b: State): State {
  a?.merge(b);
  return a ?? b;
}

function runMember({ pipeline, isNegated }: Member, state: State, shell: Shell): Flow {
  const [only, ...rest] = pipeline;
  const flow =
    only !== undefined && rest.length === 0 ? runCommand(only, state, shell) : runPipeline(pipeline, state, shell);
  if (only?.kind === "simple" && !isNegated && !shell.isTested && !shell.isBash) watchReturn(flow);
  const next = flow.get("next");
  if (next === undefined) return flow;
  if (isNegated) next.status = negate(next.status);
  else if (canFail(pipeline)) return watch(flow, shell);
  return flow;
}

function watch(flow: Flow, shell: Shell): Flow {
  if (!shell.isTested) return watchFailure(flow, shell);
  const next = flow.get("next");
  const mayTrap = shell.isNegated && next?.traps.has("ERR") === true && isSuccess(next.status) !== true;
  if (mayTrap) shell.budget.isUnread = true;
  return flow;
}

const CAN_FAIL = new Set(["simple", "subshell", "condition", "arithmetic"]);

/** Whether `set -e` applies. Groups and loops have applied it themselves. */
function canFail([command, ...rest]: readonly Command[]): boolean {
  return rest.length > 0 || CAN_FAIL.has(command?.kind ?? "");
}
