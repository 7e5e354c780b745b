import { assign } from "../../expansion/assignments.ts";
import { toScope } from "../../expansion/expand.ts";
import type { Assignment } from "../../grammar/syntax.ts";
import type { Flow } from "../../state/flow.ts";
import type { Variable } from "../../state/variable.ts";
import { UNKNOWN } from "../../unknown.ts";
import type { Start } from "../shell.ts";

export function withTemporary(assignments: readonly Assignment[], { state, shell }: Start, body: () => Flow): Flow {
  if (assignments.length === 0) return body();
  const saved = new Map<string, Variable>();
  const scope = toScope(state, shell);
  for (const assignment of assignments) {
    const name = state.variables.resolve(assignment.name) ?? assignment.name;
    if (!saved.has(name)) saved.set(name, state.variables.getOwn(name));
    assign(assignment, scope);
    state.variables.put(name, { ...state.variables.getOwn(name), isExported: true });
  }
  const given = new Map([...saved.keys()].map((name) => [name, state.variables.getOwn(name).value]));
  const flow = body();
  for (const end of flow.ends) {
    const { variables } = flow.get(end) ?? state;
    for (const [name, variable] of saved) {
      // Which of the two variables a change affects depends on the kind of the change.
      const isChanged = variables.getOwn(name).value !== given.get(name);
      variables.put(name, isChanged ? { ...variable, value: UNKNOWN } : variable);
    }
  }
  return flow;
}
