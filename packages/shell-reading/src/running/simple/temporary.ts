import { assign } from "../../expansion/assignments.ts";
import { toScope } from "../../expansion/expand.ts";
import type { Scope } from "../../expansion/scope.ts";
import { Discarded, ReadonlyAssigned } from "../../giving-up.ts";
import type { Assignment } from "../../grammar/syntax.ts";
import type { Flow } from "../../state/flow.ts";
import type { Variable } from "../../state/variable.ts";
import type { Variables } from "../../state/variables.ts";
import { UNKNOWN } from "../../unknown.ts";
import type { Start } from "../shell.ts";

type Saved = Map<string, Variable>;

export function withTemporary(assignments: readonly Assignment[], { state, shell }: Start, body: () => Flow): Flow {
  if (assignments.length === 0) return body();
  const saved = assignAll(assignments, toScope(state, shell));
  const given = new Map([...saved.keys()].map((name) => [name, state.variables.getOwn(name).value]));
  const flow = body();
  for (const end of flow.ends) {
    const { variables } = flow.get(end) ?? state;
    if (end !== "exit") restore(saved, given, variables);
    else if (shell.isBash) for (const [name, variable] of saved) variables.restoreAtExit(name, variable);
  }
  return flow;
}

function restore(saved: Saved, given: ReadonlyMap<string, Variable["value"]>, variables: Variables): void {
  for (const [name, variable] of saved) {
    // Which of the two variables a change affects depends on the kind of the change.
    const isChanged = variables.getOwn(name).value !== given.get(name);
    variables.put(name, isChanged ? { ...variable, value: UNKNOWN } : variable);
  }
}

/** Returns the variables as they were. */
function assignAll(assignments: readonly Assignment[], scope: Scope): Saved {
  const saved: Saved = new Map();
  try {
    for (const assignment of assignments) assignOne(assignment, saved, scope);
  } catch (error) {
    if (error instanceof Discarded) for (const [name, variable] of saved) scope.state.variables.put(name, variable);
    throw error;
  }
  return saved;
}

/** bash runs the command without an assignment to a readonly variable. */
function assignOne(assignment: Assignment, saved: Saved, scope: Scope): void {
  const { variables, options } = scope.state;
  const name = variables.resolve(assignment.name) ?? assignment.name;
  const before = variables.getOwn(name);
  try {
    assign(assignment, scope);
  } catch (error) {
    if (error instanceof ReadonlyAssigned && options.exitsOnError === false) return;
    throw error;
  }
  if (!saved.has(name)) saved.set(name, before);
  const hasAttributes = before.letterCase !== undefined || before.isInteger === true;
  // bash does not always apply the attributes of the variable to such a value.
  variables.put(name, { ...variables.getOwn(name), ...(hasAttributes ? { value: UNKNOWN } : {}), isExported: true });
}
