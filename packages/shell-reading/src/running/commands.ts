import { Fatal, Lost } from "../giving-up.ts";
import type { Command } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import { runCompound } from "./compounds.ts";
import type { Shell } from "./shell.ts";

/** Runs one command. Handles errors that end a real shell, and constructs that cannot be followed. */
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
