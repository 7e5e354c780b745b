import { evaluate } from "../../expansion/arithmetic/evaluate.ts";
import { assignVariable } from "../../expansion/assign.ts";
import { expandWords, toScope } from "../../expansion/expand.ts";
import { InvalidArithmetic, ReadonlyAssigned } from "../../giving-up.ts";
import type { CountCommand, ForCommand, LoopCommand, Word } from "../../grammar/syntax.ts";
import { Flow } from "../../state/flow.ts";
import type { State } from "../../state/state.ts";
import { negate } from "../../state/status.ts";
import { UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import { failAssignment } from "../failed-assignment.ts";
import { next } from "../next.ts";
import type { Shell, Start } from "../shell.ts";
import { continueLoop, leaveLoop } from "./loop.ts";
import { runLoop } from "./rounds.ts";
import { runTogether } from "./together.ts";

export function runWhile({ kind, condition, body }: LoopCommand, state: State, shell: Shell): Flow {
  const inner = { ...shell, loops: shell.loops + 1 };
  const test = (at: State) => {
    const flow = shell.runList(condition, at, { ...inner, isTested: true });
    const next = flow.get("next");
    if (next !== undefined && kind === "until") next.status = negate(next.status);
    return flow;
  };
  return runLoop({ test, body, status: kind === "until" ? "failed" : 0, shell: inner }, state);
}

export function runCount({ first, condition, next: step, body }: CountCommand, state: State, shell: Shell): Flow {
  const inner = { ...shell, loops: shell.loops + 1 };
  const compute = (word: Word, at: State) => {
    const scope = toScope(at, shell);
    return evaluate(scope.toText(word), scope);
  };
  try {
    compute(first, state);
  } catch (error) {
    if (error instanceof ReadonlyAssigned) return failAssignment(state);
    if (error instanceof InvalidArithmetic) return next(state, 1);
    throw error;
  }
  const isEmpty = condition.parts.every((part) => part.kind === "text" && part.text.trim() === "");
  const test = (at: State) => {
    const value = isEmpty ? 1n : compute(condition, at);
    at.status = value === undefined ? undefined : Number(value === 0n);
    return Flow.next(at);
  };
  return runLoop({ test, body, status: undefined, step: (at) => compute(step, at), shell: inner }, state);
}

export function runFor(command: ForCommand, state: State, shell: Shell): Flow {
  const words = command.words === undefined ? state.positional : expandWords(command.words, toScope(state, shell));
  const inner = { ...shell, loops: shell.loops + 1 };
  if (words.length === 0) state.status = 0;
  if (command.kind === "select") return runAnyRounds(command, UNKNOWN, { state, shell: inner });
  const flow = new Flow();
  let current: State | undefined = state;
  for (const word of words) {
    if (current === undefined) break;
    if (shell.isBash && isReadonly(command.variable, current)) return leaveLoop(flow.addAll(failAssignment(current)));
    const result: Flow = word.includes(UNKNOWN_WORDS)
      ? runAnyRounds(command, UNKNOWN, { state: current, shell: inner })
      : runRound(command, word, { state: current, shell: inner });
    current = result.take("next");
    flow.addAll(result);
  }
  return leaveLoop(flow.add("next", current));
}

function isReadonly(name: string, { variables }: State): boolean {
  return variables.getOwn(variables.resolve(name) ?? name).isReadonly === true;
}

function runRound({ variable, body }: ForCommand, word: string, { state, shell }: Start): Flow {
  assignVariable(variable, word, toScope(state, shell));
  return continueLoop(shell.runList(body, state, shell));
}

/** Runs any number of iterations, including none. */
function runAnyRounds({ variable, body }: ForCommand, word: string, { state, shell }: Start): Flow {
  const test = (at: State) => {
    at.status = undefined;
    return Flow.next(at);
  };
  const set = (at: State) => assignVariable(variable, word, toScope(at, shell));
  return runTogether({ test, body, status: undefined, shell, before: set }, state);
}
