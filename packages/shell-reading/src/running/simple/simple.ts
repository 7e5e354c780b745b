import { isBuiltin, SPECIAL } from "../../builtins/table.ts";
import { assign } from "../../expansion/assignments.ts";
import { toScope } from "../../expansion/expand.ts";
import { Discarded, Fatal } from "../../giving-up.ts";
import type { Assignment, Redirect, SimpleCommand } from "../../grammar/syntax.ts";
import { Flow } from "../../state/flow.ts";
import { joinGaps } from "../../state/given.ts";
import type { State } from "../../state/state.ts";
import { withRedirects } from "../redirects.ts";
import type { Call, Shell, Start } from "../shell.ts";
import { expandArguments } from "./arguments.ts";
import { declarationIn, runDeclaration } from "./declarations.ts";
import { runExec } from "./exec.ts";
import { withTemporary } from "./temporary.ts";

/** Runs a simple command: assignments, a declaration, a function, a builtin or a program. */
export function runSimple(command: SimpleCommand, state: State, outer: Shell): Flow {
  const declaration = declarationIn(command.words, outer);
  if (declaration !== undefined) return runDeclaration(command, declaration, { state, shell: outer });
  const { captures } = state;
  const { result: words, gaps } = outer.assumed.gapsIn(() => expandArguments(command.words, state, outer));
  const shell = gaps.size === 0 ? outer : { ...outer, gaps: joinGaps(outer.gaps, gaps) };
  if (words.length === 0) return runAssignments(command, captures, { state, shell });
  const argv = words.map(({ text }) => text);
  if (argv[0] === "exec") return runExec(command, words, { state, shell });
  const start: Start = { state, shell };
  if (isForked(command, argv, start)) return runForked(command, { argv, words }, start);
  return runCall(command, { argv, words }, start);
}

function runCall({ assignments, redirects }: SimpleCommand, call: Call, { state, shell }: Start): Flow {
  return withRedirects(redirects, { state, shell }, (inside) =>
    withAssignments(assignments, call, { state: inside, shell }),
  );
}

/** bash forks before it expands the redirections of a program, so their assignments are lost. */
function isForked({ redirects }: SimpleCommand, [name = ""]: readonly string[], { state, shell }: Start): boolean {
  const canAssign = ({ target, document }: Redirect) =>
    [...target.parts, ...(document?.parts ?? [])].some(({ kind }) => kind !== "text");
  return shell.isBash && redirects.some(canAssign) && !state.functions.has(name) && !isBuiltin(name, shell.isBash);
}

function runForked(command: SimpleCommand, call: Call, { state, shell }: Start): Flow {
  try {
    const end = runCall(command, call, { state: state.copy(), shell }).takeAll();
    if (end !== undefined) state.returnFrom(end);
  } catch (error) {
    // The process that would have become the program fails.
    if (!(error instanceof Fatal || error instanceof Discarded)) throw error;
    state.status = 1;
  }
  return Flow.next(state);
}

/** Without a command, assignments are permanent, and the status is that of the last substitution. */
function runAssignments({ assignments, redirects }: SimpleCommand, captures: number, { state, shell }: Start): Flow {
  return withRedirects(redirects, { state, shell }, (inside) => {
    const scope = toScope(inside, shell);
    for (const assignment of assignments) assign(assignment, scope);
    inside.status = inside.captures === captures ? 0 : inside.captureStatus;
    return Flow.next(inside);
  });
}

/** Assignments before a command apply to that command only; in `sh`, those before a special builtin are permanent. */
function withAssignments(assignments: readonly Assignment[], call: Call, { state, shell }: Start): Flow {
  const name = call.argv[0] ?? "";
  if (assignments.length === 0) return shell.runArgv(call, state, shell);
  const isFunction = state.functions.get(name) !== undefined;
  if (SPECIAL.has(name) && !shell.isBash && !isFunction) {
    for (const assignment of assignments) assign(assignment, toScope(state, shell));
    return shell.runArgv(call, state, shell);
  }
  const inside = isFunction ? { ...shell, temporary: addNames(assignments, shell) } : shell;
  return withTemporary(assignments, { state, shell }, () => shell.runArgv(call, state, inside));
}

function addNames(assignments: readonly Assignment[], { temporary, budget }: Shell): ReadonlySet<string> {
  budget.spend(temporary.size + assignments.length);
  return new Set([...temporary, ...assignments.map(({ name }) => name)]);
}
