import { Lost } from "../giving-up.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { isSuccess } from "../state/status.ts";
import { isKnown } from "../unknown.ts";
import { parseScript } from "./parse-script.ts";
import type { Shell } from "./shell.ts";
import { splitByStatus } from "./split-by-status.ts";

/** Applies an unchecked failure: runs the ERR trap, and under `set -e` exits the shell. */
export function watchFailure(flow: Flow, shell: Shell): Flow {
  const next = flow.get("next");
  if (next === undefined || isSuccess(next.status) === true) return flow;
  const hasTrap = next.traps.has("ERR") && (!next.variables.isInFunction || next.options.inheritsErrorTrap !== false);
  if (next.options.exitsOnError === false && !hasTrap) return flow;
  const { good, bad } = splitByStatus(flow.take("next"));
  flow.add("next", good);
  if (bad === undefined) return flow;
  return flow.addAll(exitOnError(hasTrap ? runErrorTrap(bad, shell) : Flow.next(bad)));
}

/**
 * Applies `set -e` to `return` itself, as dash does: an EXIT trap then finds the function's variables. In bash the call
 * fails, after the function.
 */
export function watchReturn(flow: Flow): Flow {
  const returned = flow.get("return");
  if (returned === undefined || returned.options.exitsOnError === false) return flow;
  const { good, bad } = splitByStatus(flow.take("return"));
  flow.add("return", good);
  if (bad?.options.exitsOnError === undefined) flow.add("return", bad?.fork());
  return flow.add("exit", bad);
}

function runErrorTrap(state: State, shell: Shell): Flow {
  const { text, isSure } = state.traps.get("ERR") ?? { text: "", isSure: true };
  if (!isKnown(text) || (state.variables.isInFunction && state.options.inheritsErrorTrap === undefined))
    throw new Lost();
  const { status } = state;
  const skipped = isSure ? undefined : state.fork();
  const script = parseScript(text, { state, shell });
  const flow = shell.budget.nest(() => shell.runScript(script, state, { ...shell, isTested: true }));
  const next = flow.get("next");
  if (next !== undefined) next.status = status;
  return flow.add("next", skipped);
}

function exitOnError(flow: Flow): Flow {
  const state = flow.get("next");
  if (state === undefined || state.options.exitsOnError === false) return flow;
  if (state.options.exitsOnError === true) return flow.add("exit", flow.take("next"));
  return flow.add("exit", state.fork());
}
