import { SPECIAL } from "../../builtins/table.ts";
import { assign } from "../../expansion/assignments.ts";
import { scopeOf } from "../../expansion/expand.ts";
import type { Assignment, SimpleCommand } from "../../grammar/syntax.ts";
import { Flow } from "../../state/flow.ts";
import type { State } from "../../state/state.ts";
import { withRedirects } from "../redirects.ts";
import type { Call, Shell, Start } from "../shell.ts";
import { expandArguments } from "./arguments.ts";
import { declarationIn, runDeclaration } from "./declarations.ts";
import { runExec } from "./exec.ts";
import { withTemporary } from "./temporary.ts";

/** Runs a simple command: assignments, a declaration, a function, a builtin or a program. */
export function runSimple(command: SimpleCommand, state: State, shell: Shell): Flow {
  const declaration = declarationIn(command.words, shell);
  if (declaration !== undefined) return runDeclaration(command, declaration, { state, shell });
  const { captures } = state;
  const words = expandArguments(command.words, state, shell);
  if (words.length === 0) return runAssignments(command, captures, { state, shell });
  const argv = words.map(({ text }) => text);
  if (argv[0] === "exec") return runExec(command, words, { state, shell });
  const call: Call = { argv, words };
  return withRedirects(command.redirects, { state, shell }, (inside) =>
    withAssignments(command.assignments, call, { state: inside, shell }),
  );
}

/** Without a command the assignments stay, and the status is that of the last substitution. */
function runAssignments({ assignments, redirects }: SimpleCommand, captures: number, { state, shell }: Start): Flow {
  return withRedirects(redirects, { state, shell }, (inside) => {
    const scope = scopeOf(inside, shell);
    for (const assignment of assignments) assign(assignment, scope);
    if (inside.captures === captures) inside.status = 0;
    return Flow.next(inside);
  });
}

/** The assignments in front hold for this command only; in `sh`, those before a special builtin stay. */
function withAssignments(assignments: readonly Assignment[], call: Call, { state, shell }: Start): Flow {
  const name = call.argv[0] ?? "";
  if (assignments.length === 0) return shell.runArgv(call, state, shell);
  const isFunction = state.functions.get(name) !== undefined;
  if (SPECIAL.has(name) && !shell.isBash && !isFunction) {
    for (const assignment of assignments) assign(assignment, scopeOf(state, shell));
    return shell.runArgv(call, state, shell);
  }
  return withTemporary(assignments, { state, shell }, () => shell.runArgv(call, state, shell));
}
