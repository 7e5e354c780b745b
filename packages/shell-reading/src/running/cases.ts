import { toScope } from "../expansion/expand.ts";
import { expandComparedPattern } from "../expansion/patterns/expand-pattern.ts";
import { matches } from "../expansion/patterns/match.ts";
import type { Scope } from "../expansion/scope.ts";
import type { CaseCommand, CaseItem } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { isKnown } from "../unknown.ts";
import type { Shell } from "./shell.ts";

export function runCase({ subject, items }: CaseCommand, state: State, shell: Shell): Flow {
  const scope = toScope(state, shell);
  const { result: text, gaps } = shell.assumed.gapsIn(() => scope.toItem(subject));
  shell.assumed.look(gaps);
  return runItems(items, { text, state, shell, otherwise: 0 });
}

interface CaseStart {
  readonly text: string;
  /** The status if no branch runs; nothing behind one that did. */
  readonly otherwise?: 0;
  readonly state: State;
  readonly shell: Shell;
}

function runItems(items: readonly CaseItem[], { text, state, shell, otherwise }: CaseStart): Flow {
  const flow = new Flow();
  let current: State | undefined = state;
  for (const [index, item] of items.entries()) {
    if (current === undefined) break;
    const isMatch = matchesItem(item, text, toScope(current, shell));
    if (isMatch === false) continue;
    const taken: State = isMatch === true ? current : current.fork();
    flow.addAll(runItem(items, index, { text, state: taken, shell }));
    current = isMatch === true ? undefined : current;
  }
  if (current !== undefined && otherwise === 0) current.status = 0;
  return flow.add("next", current);
}

function runItem(items: readonly CaseItem[], index: number, { text, state, shell }: CaseStart): Flow {
  const item = items[index];
  if (item === undefined) return Flow.next(state);
  if (item.body.length === 0) state.status = 0;
  const flow = shell.runList(item.body, state, shell);
  const next = item.end === ";;" ? undefined : flow.take("next");
  if (next === undefined) return flow;
  if (item.end === ";;&") return flow.addAll(runItems(items.slice(index + 1), { text, state: next, shell }));
  return flow.addAll(runItem(items, index + 1, { text, state: next, shell }));
}

function matchesItem({ patterns }: CaseItem, text: string, scope: Scope): boolean | undefined {
  let answer: boolean | undefined = false;
  for (const word of patterns) {
    const pattern = expandComparedPattern(word, scope);
    const matchesAll = pattern !== undefined && pattern.length > 0 && pattern.every(({ kind }) => kind === "any");
    if (matchesAll) return true;
    if (pattern === undefined || !isKnown(text)) answer = undefined;
    else if (matches(pattern, text, scope.shell.budget)) return answer === undefined ? undefined : true;
  }
  return answer;
}
