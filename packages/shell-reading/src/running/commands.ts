import { SPECIAL } from "../builtins/table.ts";
import { Discarded, DocumentFailed, Fatal, Lost } from "../giving-up.ts";
import { readLiteral } from "../grammar/simple-commands.ts";
import type { Command } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { runCompound } from "./compounds.ts";
import { failAssignment } from "./failed-assignment.ts";
import { next } from "./next.ts";
import type { Shell } from "./shell.ts";

/** Runs one command. Handles errors that end a real shell, and constructs that cannot be followed. */
export function runCommand(command: Command, state: State, shell: Shell): Flow {
  shell.budget.spend(4);
  const { input, output, feedsPipe } = state;
  try {
    return shell.budget.nest(() =>
      command.kind === "simple" ? shell.runSimple(command, state, shell) : runCompound(command, state, shell),
    );
  } catch (error) {
    // The redirections of the command end with it.
    if (error instanceof Discarded || error instanceof Fatal) Object.assign(state, { input, output, feedsPipe });
    if (error instanceof DocumentFailed && !isSpecial(command)) return next(state, 2);
    return endAt(error, state, shell);
  }
}

/** Whether an error in a redirection ends dash. */
function isSpecial(command: Command): boolean {
  const name = command.kind === "simple" ? (readLiteral(command.words[0]) ?? "") : "";
  return SPECIAL.has(name) || name === "local";
}

function endAt(error: unknown, state: State, shell: Shell): Flow {
  try {
    if (error instanceof Discarded) return discard(error, state);
    if (!(error instanceof Fatal)) throw error;
    state.status = shell.isBash ? "failed" : 2;
    return new Flow().add("exit", state);
  } catch (lost) {
    if (!(lost instanceof Lost)) throw lost;
    shell.budget.isUnread = true;
    state.forgetAll();
    return Flow.next(state);
  }
}

function discard({ isError }: Discarded, state: State): Flow {
  if (isError) return failAssignment(state, "discard");
  state.status = 1;
  return new Flow().add("discard", state);
}
