import type { List, Script, Statement } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { ANYTHING } from "../unknown.ts";
import { runMembers } from "./members.ts";
import { findAliases } from "./parse-script.ts";
import type { Shell, Start } from "./shell.ts";
import { doubtOuterTrap, endJob, endShell, enterSubshell, toSubshell } from "./subshell.ts";

/** Runs a script's lines in order. */
export function runScript(script: Script, state: State, shell: Shell): Flow {
  const flow = new Flow();
  let current: State | undefined = state;
  let rest = script;
  for (let at = 0; current !== undefined && at < rest.lines.length; at++) {
    const aliases = findAliases(current, shell);
    const result: Flow = runLine(rest.lines[at] ?? [], current, shell);
    current = result.take("next");
    flow.addAll(result);
    if (current === undefined || findAliases(current, shell) === aliases) continue;
    rest = readRest(rest, at, { state: current, shell });
    at = -1;
  }
  if (rest.isBroken && current !== undefined) {
    shell.budget.isUnread = true;
    current.forgetAll();
  }
  return flow.add("next", current);
}

/** An alias changes how the lines after its own are parsed. */
function readRest(script: Script, at: number, { state, shell }: Start): Script {
  const isLast = at === script.lines.length - 1 && !script.isBroken;
  const rest = { lines: script.lines.slice(at + 1), isBroken: script.isBroken };
  if (isLast) return rest;
  if (script.readRest === undefined) shell.budget.isUnread = true;
  return script.readRest?.(at, findAliases(state, shell)) ?? rest;
}

/** A line that is given up leads to the next one, but ends a subshell. */
function runLine(line: List, state: State, shell: Shell): Flow {
  const flow = runList(line, state, shell);
  if (shell.isSubshell) return flow;
  const discarded = flow.take("discard");
  if (discarded !== undefined) discarded.hasDiscarded = true;
  return flow.add("next", discarded);
}

export function runList(list: List, state: State, shell: Shell): Flow {
  return runEach(list, { state, shell }, runStatement);
}

/** Runs commands in a subshell with this state; `undefined` if it never ends. */
export function runSubshell(script: Script, state: State, shell: Shell): State | undefined {
  const inner = toSubshell(shell);
  return endShell(runScript(script, enterSubshell(state), inner), inner);
}

/** Runs items while the next one is reachable. */
function runEach<Item>(
  items: readonly Item[],
  { state, shell }: Start,
  run: (item: Item, state: State, shell: Shell) => Flow,
): Flow {
  const flow = new Flow();
  let current: State | undefined = state;
  for (const item of items) {
    if (current === undefined) break;
    const result: Flow = run(item, current, shell);
    current = result.take("next");
    flow.addAll(result);
  }
  return flow.add("next", current);
}

function runStatement({ members, isBackground }: Statement, state: State, shell: Shell): Flow {
  if (!isBackground) return runMembers(members, state, shell);
  const job = enterSubshell(state.copy());
  job.input = "";
  job.files = state.files.copyBeside();
  const inner = toSubshell(shell);
  const commands = members.flatMap(({ pipeline }) => pipeline);
  const flow = runMembers(members, job, inner);
  doubtOuterTrap(flow, commands, { state, shell });
  const end = endJob(flow, commands, inner) ?? job;
  state.files.shareWith(end.files);
  if (end.output !== state.output) state.output = ANYTHING;
  state.status = 0;
  return Flow.next(state);
}
