import { Fatal, Lost } from "../expansion/scope.ts";
import type { Command, List, Member, Script, Statement } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import { isSuccess, joinStatus, type State } from "../state/state.ts";
import { UNKNOWN } from "../unknown.ts";
import { runCompound } from "./compounds.ts";
import type { Shell, Start } from "./shell.ts";
import { endShell, enterSubshell } from "./subshell.ts";

/** Runs a script's lines, one after another. */
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

/** Runs commands in a subshell whose state this is. Nothing if it never ends. */
export function runSubshell(script: Script, state: State, shell: Shell): State | undefined {
  const inner = { ...shell, loops: 0 };
  return endShell(runScript(script, enterSubshell(state), inner), inner);
}

/** Runs items for as long as a way leads from one to the next. */
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
  state.write(job.output === state.output || state.output === undefined ? "" : UNKNOWN);
  state.status = 0;
  return Flow.next(state);
}

/** The states behind a member, by whether it succeeded. */
interface Outcome {
  good: State | undefined;
  bad: State | undefined;
}

/** Pipelines joined by `&&` and `||`: each joint leads on for one of the two outcomes. */
function runMembers(members: readonly Member[], state: State, shell: Shell): Flow {
  const flow = new Flow();
  let outcome: Outcome = { good: state, bad: undefined };
  members.forEach((member, index) => {
    const isOr = member.operator === "||";
    const start = isOr ? outcome.bad : outcome.good;
    if (start === undefined) return;
    const isLast = index === members.length - 1;
    const result = runMember(member, start, { ...shell, isTested: shell.isTested || !isLast || member.isNegated });
    const next = result.take("next");
    flow.addAll(result);
    const kept = isOr ? { good: outcome.good, bad: undefined } : { good: undefined, bad: outcome.bad };
    if (isLast) {
      flow.add("next", next).add("next", kept.good).add("next", kept.bad);
      outcome = { good: undefined, bad: undefined };
    } else outcome = join(kept, next);
  });
  return flow.add("next", outcome.good).add("next", outcome.bad);
}

function join(kept: Outcome, next: State | undefined): Outcome {
  if (next === undefined) return kept;
  const isGood = isSuccess(next.status);
  if (isGood === true) return { good: merged(kept.good, next), bad: kept.bad };
  if (isGood === false) return { good: kept.good, bad: merged(kept.bad, next) };
  const other = next.fork();
  next.status = 0;
  other.status = "failed";
  return { good: merged(kept.good, next), bad: merged(kept.bad, other) };
}

function merged(a: State | undefined, b: State): State {
  a?.merge(b);
  return a ?? b;
}

function runMember({ pipeline, isNegated }: Member, state: State, shell: Shell): Flow {
  const [only, ...rest] = pipeline;
  const flow =
    only !== undefined && rest.length === 0 ? runCommand(only, state, shell) : runPipeline(pipeline, state, shell);
  const next = flow.get("next");
  if (next === undefined) return flow;
  if (isNegated) next.status = negated(next);
  else if (!shell.isTested && canFail(pipeline)) exitOnError(next, flow);
  return flow;
}

function negated({ status }: State): State["status"] {
  const isGood = isSuccess(status);
  return isGood === undefined ? undefined : Number(isGood);
}

const CAN_FAIL = new Set(["simple", "subshell", "condition", "arithmetic"]);

/** What `set -e` looks at: groups and loops have looked themselves. */
function canFail([command, ...rest]: readonly Command[]): boolean {
  return rest.length > 0 || CAN_FAIL.has(command?.kind ?? "");
}

function exitOnError(state: State, flow: Flow): void {
  const { exitsOnError } = state.options;
  const isGood = isSuccess(state.status);
  if (exitsOnError === false || isGood === true) return;
  if (exitsOnError === true && isGood === false) {
    flow.add("exit", flow.take("next"));
    return;
  }
  const failed = state.fork();
  failed.status = "failed";
  if (exitsOnError === true) state.status = 0;
  flow.add("exit", failed);
}

/** Each command has a shell of its own, and reads what the one before writes. With `lastpipe` the last is this shell's. */
function runPipeline(pipeline: readonly Command[], state: State, shell: Shell): Flow {
  const { lastpipe } = state.options;
  if (lastpipe === undefined && shell.isBash && pipeline.length > 1) shell.budget.isUnread = true;
  const own = lastpipe === true ? pipeline.at(-1) : undefined;
  const others = own === undefined ? pipeline : pipeline.slice(0, -1);
  const { input, statuses } = runParts(others, own === undefined, { state, shell });
  if (own === undefined) {
    state.status = pipelineStatus(statuses, state.options.pipefail);
    return Flow.next(state);
  }
  const saved = state.input;
  state.input = input;
  const flow = runCommand(own, state, shell);
  const next = flow.get("next");
  if (next !== undefined) {
    next.input = saved;
    next.status = pipelineStatus([...statuses, next.status], next.options.pipefail);
  }
  return flow;
}

interface Parts {
  /** What the last of them wrote. */
  readonly input: string | undefined;
  readonly statuses: readonly State["status"][];
}

function runParts(commands: readonly Command[], hasLast: boolean, { state, shell }: Start): Parts {
  let { input } = state;
  const statuses: State["status"][] = [];
  const inner = { ...shell, loops: 0 };
  for (const [index, command] of commands.entries()) {
    const isLast = hasLast && index === commands.length - 1;
    const part = enterSubshell(state.copy());
    part.input = input;
    part.output = isLast ? state.output : "";
    const end = endShell(runCommand(command, part, inner), inner);
    input = end?.output ?? UNKNOWN;
    if (isLast && state.output !== undefined) state.output = input;
    for (const [path, file] of end?.files.entries ?? [])
      if (state.files.get(path) !== file) state.files.set(path, file);
    statuses.push(end?.status);
  }
  return { input, statuses };
}

function pipelineStatus(statuses: readonly State["status"][], pipefail: boolean | undefined): State["status"] {
  const last = statuses.at(-1);
  if (pipefail === false) return last;
  const failed = statuses.findLast((status) => status !== 0);
  const failing = statuses.every((status) => status !== undefined) ? (failed ?? 0) : undefined;
  return pipefail === true ? failing : joinStatus(last, failing);
}

/** Runs one command. What a real shell gives up on, or what cannot be followed, ends here. */
export function runCommand(command: Command, state: State, shell: Shell): Flow {
  shell.budget.spend(4);
  try {
    return shell.budget.nest(() =>
      command.kind === "simple" ? shell.runSimple(command, state, shell) : runCompound(command, state, shell),
    );
  } catch (error) {
    if (error instanceof Fatal) {
      state.status = "failed";
      return new Flow().add("exit", state);
    }
    if (!(error instanceof Lost)) throw error;
    shell.budget.isUnread = true;
    state.forgetAll();
    return Flow.next(state);
  }
}
