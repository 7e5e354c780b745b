import { readLiteral } from "../grammar/simple-commands.ts";
import type { Command } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { joinStatus } from "../state/status.ts";
import { UNKNOWN } from "../unknown.ts";
import { runCommand } from "./commands.ts";
import type { Shell, Start } from "./shell.ts";
import { doubtOuterTrap, endJob, enterSubshell, toSubshell } from "./subshell.ts";

/**
 * Each command runs in a subshell, and reads the output of the previous one. With `lastpipe` the last runs in this
 * shell.
 */
export function runPipeline(pipeline: readonly Command[], state: State, shell: Shell): Flow {
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
  /** The output of the last command. */
  readonly input: string | undefined;
  readonly statuses: readonly State["status"][];
}

function runParts(commands: readonly Command[], hasLast: boolean, { state, shell }: Start): Parts {
  let { input } = state;
  const statuses: State["status"][] = [];
  const files = state.files.copy();
  const inner = toSubshell(shell);
  for (const [index, command] of commands.entries()) {
    const isLast = hasLast && index === commands.length - 1;
    const part = enterSubshell(state.copy());
    part.input = input;
    part.output = isLast ? state.output : "";
    if (!isLast) part.feedsPipe = !readsAll(commands[index + 1]);
    // They run at the same time: what the others have written by now is not known.
    part.files = state.files.copyBeside();
    part.files.shareWith(files);
    const before = part.files.copy();
    const flow = runCommand(command, part, inner);
    doubtOuterTrap(flow, [command], { state, shell });
    const end = endJob(flow, [command], inner);
    input = end?.output ?? UNKNOWN;
    if (isLast && state.output !== undefined) state.output = input;
    if (end !== undefined) files.addCommand(end.files, before);
    statuses.push(end?.status);
  }
  state.files.adoptPipeline(files);
  return { input, statuses };
}

const READERS = new Set(["cat", "tr", "cut", "tee", "xargs", "sh", "bash", "dash", "sort", "wc", "sed", "grep", "awk"]);

/** Whether the command reads its whole input: one that ends earlier makes what writes to it fail. */
function readsAll(command: Command | undefined): boolean {
  return command?.kind === "simple" && READERS.has(readLiteral(command.words[0]) ?? "");
}

function pipelineStatus(statuses: readonly State["status"][], pipefail: boolean | undefined): State["status"] {
  const last = statuses.at(-1);
  if (pipefail === false) return last;
  const failed = statuses.findLast((status) => status !== 0);
  const failing = statuses.every((status) => status !== undefined) ? (failed ?? 0) : undefined;
  return pipefail === true ? failing : joinStatus(last, failing);
}
