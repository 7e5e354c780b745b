import { evaluate } from "../expansion/arithmetic.ts";
import { scopeOf } from "../expansion/expand.ts";
import { patternOf } from "../expansion/operators.ts";
import { matches } from "../expansion/patterns.ts";
import type { Scope } from "../expansion/scope.ts";
import type { CaseCommand, CaseItem, Command, Compound, IfCommand, List, SimpleCommand } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import { isSuccess, type State } from "../state/state.ts";
import { isKnown } from "../unknown.ts";
import { decide } from "./conditions.ts";
import { runCount, runFor, runWhile } from "./loops.ts";
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

function runCase({ subject, items }: CaseCommand, state: State, shell: Shell): Flow {
  const scope = scopeOf(state, shell);
  const text = scope.toText(subject);
  // Without a substitution in the subject the status is 0 where no branch runs.
  state.status = 0;
  return runItems(items, { text, state, shell });
}

interface CaseStart {
  readonly text: string;
  readonly state: State;
  readonly shell: Shell;
}

function runItems(items: readonly CaseItem[], { text, state, shell }: CaseStart): Flow {
  const flow = new Flow();
  let current: State | undefined = state;
  for (const [index, item] of items.entries()) {
    if (current === undefined) break;
    const isMatch = matchesItem(item, text, scopeOf(current, shell));
    if (isMatch === false) continue;
    const taken: State = isMatch === true ? current : current.fork();
    flow.addAll(runItem(items, index, { text, state: taken, shell }));
    current = isMatch === true ? undefined : current;
  }
  return flow.add("next", current);
}

function runItem(items: readonly CaseItem[], index: number, { text, state, shell }: CaseStart): Flow {
  const item = items[index];
  if (item === undefined) return Flow.next(state);
  const flow = shell.runList(item.body, state, shell);
  const next = item.end === ";;" ? undefined : flow.take("next");
  if (next === undefined) return flow;
  if (item.end === ";;&") return flow.addAll(runItems(items.slice(index + 1), { text, state: next, shell }));
  return flow.addAll(runItem(items, index + 1, { text, state: next, shell }));
}

function matchesItem({ patterns }: CaseItem, text: string, scope: Scope): boolean | undefined {
  let answer: boolean | undefined = false;
  for (const word of patterns) {
    const pattern = patternOf(word, scope);
    const matchesAll = pattern !== undefined && pattern.length > 0 && pattern.every(({ kind }) => kind === "any");
    if (matchesAll) return true;
    if (pattern === undefined || !isKnown(text)) answer = undefined;
    else if (matches(pattern, text, scope.shell.budget)) return answer === undefined ? undefined : true;
  }
  return answer;
}
