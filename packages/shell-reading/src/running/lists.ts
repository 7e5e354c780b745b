import type { List, Script, Statement } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { UNKNOWN } from "../unknown.ts";
import { runMembers } from "./members.ts";
import type { Shell, Start } from "./shell.ts";
import { endShell, enterSubshell } from "./subshell.ts";

/** Runs a script's lines in order. */
export function runScript(script: Script, state: State, shell: Shell): Flow {
  const flow = runEach(script.lines, { state, shell }, runList);
  const rest = flow.get("next");
  if (script.isBroken && rest !== undefined) {
    shell.budget.isUnread = true;
    rest.forgetAll();
  }
  return flow;
}

export function runList(list: List, state: State, shell: Shell): Flow {
  return runEach(list, { state, shell }, runStatement);
}

/** Runs commands in a subshell with this state; `undefined` if it never ends. */
export function runSubshell(script: Script, state: State, shell: Shell): State | undefined {
  const inner = { ...shell, loops: 0 };
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
  const inner = { ...shell, loops: 0 };
  endShell(runMembers(members, job, inner), inner);
  // It is unknown whether the job has written the files before they are read.
  state.files.adopt(job.files, () => undefined);
  state.write(job.output === state.output || state.output === undefined ? "" : UNKNOWN);
  state.status = 0;
  return Flow.next(state);
}
