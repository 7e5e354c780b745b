import { Flow } from "../../state/flow.ts";
import type { State } from "../../state/state.ts";
import { isKnown, UNKNOWN_WORDS } from "../../unknown.ts";
import type { Call, Shell, Start } from "../shell.ts";

export function callFunction(name: string, { argv }: Call, { state, shell }: Start): Flow {
  const definition = state.functions.get(name);
  if (definition === undefined || !isKnown(name)) {
    // Defined on only one of the paths that lead here.
    shell.budget.isUnread = true;
    state.forgetAll();
    return Flow.next(state);
  }
  const outer = state.positional;
  const hadTrap = state.traps.has("EXIT");
  state.positional = argv.slice(1);
  state.variables.enterFunction();
  const flow = shell.runBody(definition.body, state, { ...shell, depth: shell.depth + 1, loops: 0 });
  flow.add("next", flow.take("return"));
  for (const end of flow.ends) {
    const at = flow.get(end);
    if (at === undefined) continue;
    // The process of a function in a pipeline may end before the function does.
    const mayExit = shell.isBash && shell.isSubshell && !hadTrap && at.traps.has("EXIT");
    if (end === "exit" || mayExit) exitFunction(at, outer, shell);
    else {
      at.variables.leaveFunction();
      at.positional = outer;
    }
  }
  return flow;
}

/** An EXIT trap may find the arguments of the function. */
function exitFunction(state: State, outer: readonly string[], { isBash }: Shell): void {
  state.variables.exitFunction(isBash);
  state.positional = isBash && outer.length + state.positional.length > 0 ? [UNKNOWN_WORDS] : outer;
}
