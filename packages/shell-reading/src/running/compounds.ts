import { evaluate } from "../expansion/arithmetic/evaluate.ts";
import { scopeOf } from "../expansion/expand.ts";
import type { Scope } from "../expansion/scope.ts";
import type { Command, Compound, IfCommand, List, SimpleCommand } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { isSuccess } from "../state/status.ts";
import { runCase } from "./cases.ts";
import { decide } from "./conditions.ts";
import { runCount, runFor, runWhile } from "./loops/loops.ts";
import { withRedirects } from "./redirects.ts";
import type { Shell } from "./shell.ts";
import { endShell, enterSubshell } from "./subshell.ts";

export function runCompound(command: Exclude<Command, SimpleCommand>, state: State, shell: Shell): Flow {
  if (command.kind === "function") {
    state.functions.set(command.name, command);
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
      return runTest(() => decide(command.condition, scopeOf(state, shell)), state);
    case "arithmetic":
      return runTest(() => isTrue(command.expression, scopeOf(state, shell)), state);
  }
}

function runTest(test: () => boolean | undefined, state: State): Flow {
  const answer = test();
  state.status = answer === undefined ? undefined : Number(!answer);
  return Flow.next(state);
}

function isTrue(expression: Parameters<Scope["toText"]>[0], scope: Scope): boolean | undefined {
  const value = evaluate(scope.toText(expression), scope);
  return value === undefined ? undefined : value !== 0n;
}

function runInSubshell(body: List, state: State, shell: Shell): Flow {
  const inner = { ...shell, loops: 0 };
  const end = endShell(shell.runList(body, enterSubshell(state.copy()), inner), inner);
  if (end === undefined) return new Flow();
  state.status = end.status;
  state.output = end.output;
  state.input = end.input;
  for (const [path, file] of end.files.entries) if (state.files.get(path) !== file) state.files.set(path, file);
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

/** The ways on, by whether the last command succeeded. */
export function splitByStatus(state: State | undefined): { good?: State; bad?: State } {
  if (state === undefined) return {};
  const isGood = isSuccess(state.status);
  if (isGood === true) return { good: state };
  if (isGood === false) return { bad: state };
  const bad = state.fork();
  state.status = 0;
  bad.status = "failed";
  return { good: state, bad };
}
