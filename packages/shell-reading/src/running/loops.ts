import { evaluate } from "../expansion/arithmetic.ts";
import { assignVariable } from "../expansion/assign.ts";
import { expandWords, scopeOf } from "../expansion/expand.ts";
import type { CountCommand, ForCommand, List, LoopCommand, Word } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import { isSuccess, type State } from "../state/state.ts";
import { UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import type { Shell, Start } from "./shell.ts";

/** Rounds that are followed one by one; further ones are taken together. */
const MOST_ROUNDS = 100;
/** After so many rounds that are taken together, what still changes is unknown. */
const WIDENING = 2;

/** What a round begins with: whether there is one at all, and what it sets. */
interface Loop {
  /** Runs the condition; its status says whether there is another round. */
  readonly test: (state: State) => Flow;
  readonly body: List;
  /** Runs behind each round. */
  readonly step?: (state: State) => void;
  readonly shell: Shell;
}

interface LoopTogether extends Loop {
  /** Runs before each round. */
  readonly before?: (state: State) => void;
}

export function runWhile({ kind, condition, body }: LoopCommand, state: State, shell: Shell): Flow {
  const inner = { ...shell, loops: shell.loops + 1 };
  const test = (at: State) => {
    const flow = shell.runList(condition, at, { ...inner, isTested: true });
    const next = flow.get("next");
    if (next !== undefined && kind === "until") next.status = negatedStatus(next);
    return flow;
  };
  return runLoop({ test, body, shell: inner }, state);
}

function negatedStatus({ status }: State): State["status"] {
  const isGood = isSuccess(status);
  return isGood === undefined ? undefined : Number(isGood);
}

export function runCount({ first, condition, next, body }: CountCommand, state: State, shell: Shell): Flow {
  const inner = { ...shell, loops: shell.loops + 1 };
  const compute = (word: Word, at: State) => {
    const scope = scopeOf(at, shell);
    return evaluate(scope.toText(word), scope);
  };
  compute(first, state);
  const isEmpty = condition.parts.every((part) => part.kind === "text" && part.text.trim() === "");
  const test = (at: State) => {
    const value = isEmpty ? 1n : compute(condition, at);
    at.status = value === undefined ? undefined : Number(value === 0n);
    return Flow.next(at);
  };
  return runLoop({ test, body, step: (at) => compute(next, at), shell: inner }, state);
}

export function runFor(command: ForCommand, state: State, shell: Shell): Flow {
  const words = command.words === undefined ? state.positional : expandWords(command.words, scopeOf(state, shell));
  const inner = { ...shell, loops: shell.loops + 1 };
  state.status = 0;
  if (command.kind === "select") return runAnyRounds(command, UNKNOWN, { state, shell: inner });
  const flow = new Flow();
  let current: State | undefined = state;
  for (const word of words) {
    if (current === undefined) break;
    const result: Flow = word.includes(UNKNOWN_WORDS)
      ? runAnyRounds(command, UNKNOWN, { state: current, shell: inner })
      : runRound(command, word, { state: current, shell: inner });
    current = result.take("next");
    flow.addAll(result);
  }
  return leaveLoop(flow.add("next", current));
}

function runRound({ variable, body }: ForCommand, word: string, { state, shell }: Start): Flow {
  assignVariable(variable, word, scopeOf(state, shell));
  return continueLoop(shell.runList(body, state, shell));
}

/** Any number of rounds, none included. */
function runAnyRounds({ variable, body }: ForCommand, word: string, { state, shell }: Start): Flow {
  const test = (at: State) => {
    at.status = undefined;
    return Flow.next(at);
  };
  const set = (at: State) => assignVariable(variable, word, scopeOf(at, shell));
  return runTogether({ test, body, shell, before: set }, state);
}

function runLoop(loop: Loop, state: State): Flow {
  const flow = new Flow();
  let current: State | undefined = state;
  for (let round = 0; current !== undefined; round++) {
    const before: State = current.copy();
    // The status of a loop is that of its last command.
    const next = takeNext(loop.test(current), flow);
    const isGood = next === undefined ? false : isSuccess(next.status);
    if (next === undefined || isGood !== true || round === MOST_ROUNDS)
      return leave(loop, { next, flow, isGood, round, before });
    current = runOnce(loop, next, flow);
    // A round that changes nothing is followed by one that changes nothing, for ever.
    if (current !== undefined && isUnchanged(current, before)) break;
  }
  return leaveLoop(flow);
}

interface Leaving {
  readonly next: State | undefined;
  readonly flow: Flow;
  readonly isGood: boolean | undefined;
  readonly round: number;
  readonly before: State;
}

/** The condition fails, or whether it does is not known, or there were too many rounds. */
function leave(loop: Loop, { next, flow, isGood, round, before }: Leaving): Flow {
  if (next === undefined) return leaveLoop(flow);
  if (isGood !== false) return leaveLoop(flow.addAll(runTogether(loop, next)));
  next.status = round === 0 ? 0 : before.status;
  return leaveLoop(flow.add("next", next));
}

/** The state in which the next command runs; all other ends go into the flow. */
function takeNext(result: Flow, flow: Flow): State | undefined {
  const next = result.take("next");
  flow.addAll(result);
  return next;
}

function isUnchanged(state: State, before: State): boolean {
  return (
    state.variables.isSameAs(before.variables) && state.input === before.input && state.positional === before.positional
  );
}

/** Takes all further rounds together: any number, none included. */
function runTogether(loop: LoopTogether, state: State): Flow {
  const { weight } = state;
  state.weight = 0;
  const flow = runUntilStable(loop, state);
  const next = flow.get("next");
  if (next !== undefined) {
    next.weight = flow.ends.length === 1 ? weight : 0;
    next.status = undefined;
  }
  return flow;
}

/** Merges the states of the rounds until nothing new comes. */
function runUntilStable(loop: LoopTogether, state: State): Flow {
  const flow = new Flow();
  let reached = state;
  for (let round = 0; ; round++) {
    const before = reached.copy();
    const tested = loop.test(reached);
    const next = tested.take("next");
    flow.addAll(tested);
    if (next === undefined) return flow;
    const isGood = isSuccess(next.status);
    if (isGood !== true) flow.add("next", next.copy());
    if (isGood === false) return flow;
    const again = runOnce(loop, next.copy(), flow);
    if (again === undefined) return flow;
    reached = next;
    reached.merge(again);
    if (round >= WIDENING) widen(reached, before);
    if (isUnchanged(reached, before)) return flow;
  }
}

function runOnce(loop: LoopTogether, state: State, flow: Flow): State | undefined {
  state.status = 0;
  loop.before?.(state);
  const again = takeNext(continueLoop(loop.shell.runList(loop.body, state, loop.shell)), flow);
  const status = again?.status;
  if (again !== undefined) loop.step?.(again);
  if (again !== undefined) again.status = status;
  return again;
}

/** What still changes may be anything. */
function widen(state: State, before: State): void {
  for (const name of state.variables.ownNames) {
    if (state.variables.getOwn(name) !== before.variables.getOwn(name)) state.variables.forget([name]);
  }
  if (state.positional !== before.positional) state.positional = [UNKNOWN_WORDS];
  if (state.input !== before.input) state.input = undefined;
}

/** `continue` leads to the next round. */
function continueLoop(flow: Flow): Flow {
  return flow.add("next", flow.take("continue 1"));
}

/** `break` leads behind the loop; what is meant for a loop around it goes on there. */
function leaveLoop(flow: Flow): Flow {
  const result = new Flow();
  for (const end of flow.ends) {
    const [, word, level] = /^(break|continue) (\d+)$/.exec(end) ?? [];
    const state = flow.get(end);
    if (word === undefined) result.add(end, state);
    else if (word === "break" && level === "1") {
      if (state !== undefined) state.status = 0;
      result.add("next", state);
    } else result.add(`${word as "break" | "continue"} ${Number(level) - 1}`, state);
  }
  return result;
}
