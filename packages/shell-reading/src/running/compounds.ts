import { evaluate } from "../expansion/arithmetic/evaluate.ts";
import { toScope } from "../expansion/expand.ts";
import type { Scope } from "../expansion/scope.ts";
import { InvalidArithmetic, ReadonlyAssigned } from "../giving-up.ts";
import type { Command, Compound, IfCommand, List, SimpleCommand } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { runCase } from "./cases.ts";
import { decide } from "./conditions.ts";
import { failAssignment } from "./failed-assignment.ts";
import { runCount, runFor, runWhile } from "./loops/loops.ts";
import { withRedirects } from "./redirects.ts";
import type { Shell, Start } from "./shell.ts";
import { splitByStatus } from "./split-by-status.ts";
import { endShell, enterSubshell, toSubshell } from "./subshell.ts";

export function runCompound(command: Exclude<Command, SimpleCommand>, state: State, shell: Shell): Flow {
  if (command.kind === "function") {
    state.functions.set(command.name, command);
    if (state.variables.exportsAll && shell.isBash)
      state.exportedFunctions = new Map(state.exportedFunctions).set(command.name, true);
    state.status = 0;
    return Flow.next(state);
  }
  return withRedirects(command.redirects, { state, shell }, (inside) => runBody(command, inside, shell));
}

function runBody(command: Compound, state: State, shell: Shell): Flow {
  switch (command.kind) {
    case "group":
      return shell.runList(command.body, state, shell);
    case "subshell":
      return runInSubshell(command.body, state, shell);
    case "coprocess":
      return runBeside(command, state, shell);
    case "if":
      return runIf(command, state, shell);
    case "while":
    case "until":
      return runWhile(command, state, shell);
    case "for":
    case "select":
      return runFor(command, state, shell);
    case "count":
      return runCount(command, state, shell);
    case "case":
      return runCase(command, state, shell);
    case "condition":
      return runTest(() => decide(command.condition, toScope(state, shell)), { state, shell });
    case "arithmetic":
      return runTest(() => isTrue(command.expression, toScope(state, shell)), { state, shell });
  }
}

function runTest(test: () => boolean | undefined, { state, shell }: Start): Flow {
  try {
    return runValidTest(test, { state, shell });
  } catch (error) {
    if (error instanceof ReadonlyAssigned) return failAssignment(state);
    throw error;
  }
}

function runValidTest(test: () => boolean | undefined, { state, shell }: Start): Flow {
  const { result: answer, gaps } = shell.assumed.gapsIn(test);
  shell.assumed.look(gaps);
  state.status = answer === undefined ? undefined : Number(!answer);
  return Flow.next(state);
}

function isTrue(expression: Parameters<Scope["toText"]>[0], scope: Scope): boolean | undefined {
  const text = scope.toText(expression);
  try {
    const value = evaluate(text, scope);
    return value === undefined ? undefined : value !== 0n;
  } catch (error) {
    if (error instanceof InvalidArithmetic) return false;
    throw error;
  }
}

function runInSubshell(body: List, state: State, shell: Shell): Flow {
  const inner = toSubshell(shell);
  const end = endShell(shell.runList(body, enterSubshell(state.copy()), inner), inner);
  if (end === undefined) return new Flow();
  state.returnFrom(end);
  return Flow.next(state);
}

function runIf({ branches, otherwise }: IfCommand, state: State, shell: Shell): Flow {
  const flow = new Flow();
  let current: State | undefined = state;
  for (const { condition, body } of branches) {
    if (current === undefined) break;
    const test = shell.runList(condition, current, { ...shell, isTested: true });
    const next = test.take("next");
    flow.addAll(test);
    const { good, bad } = splitByStatus(next);
    if (good !== undefined) flow.addAll(shell.runList(body, good, shell));
    current = bad;
  }
  if (current === undefined) return flow;
  if (otherwise !== undefined) return flow.addAll(shell.runList(otherwise, current, shell));
  current.status = 0;
  return flow.add("next", current);
}

/** A coprocess runs in the background, with pipes as its streams. */
function runBeside({ name, body }: Extract<Compound, { kind: "coprocess" }>, state: State, shell: Shell): Flow {
  const job = enterSubshell(state.copy());
  job.input = undefined;
  job.output = "";
  job.files = state.files.copyBeside();
  const inner = toSubshell(shell);
  const end = endShell(shell.runBody(body, job, inner), inner) ?? job;
  state.files.shareWith(end.files);
  state.variables.forget([name, `${name}_PID`]);
  state.status = 0;
  return Flow.next(state);
}
