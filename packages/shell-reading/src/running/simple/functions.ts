import { Flow } from "../../state/flow.ts";
import { isKnown } from "../../unknown.ts";
import type { Call, Start } from "../shell.ts";

export function callFunction(name: string, { argv }: Call, { state, shell }: Start): Flow {
  const definition = state.functions.get(name);
  if (definition === undefined || !isKnown(name)) {
    // Defined on only one of the paths that lead here.
    shell.budget.isUnread = true;
    state.forgetAll();
    return Flow.next(state);
  }
  const outer = state.positional;
  state.positional = argv.slice(1);
  state.variables.enterFunction();
  const flow = shell.runBody(definition.body, state, { ...shell, depth: shell.depth + 1, loops: 0 });
  flow.add("next", flow.take("return"));
  for (const end of flow.ends) {
    const at = flow.get(end);
    if (at === undefined) continue;
    at.variables.leaveFunction();
    at.positional = outer;
  }
  return flow;
}
