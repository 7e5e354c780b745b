import type { State } from "../../state/state.ts";
import type { Status } from "../../state/status.ts";
import { isKnown, UNKNOWN } from "../../unknown.ts";
import type { Call, Start } from "../shell.ts";
import { baseName } from "./base-name.ts";

export function report({ argv, words }: Call, { state, shell }: Start): void {
  const { directory, variables, weight } = state;
  const { gaps } = shell;
  shell.report({ argv, words, isSure: weight === 1, variables: variables.exported(), directory, gaps });
}

/** Reports a program that is known only by its words. */
export function reportUnknown(call: Call, { state, shell }: Start): Status {
  report(call, { state, shell });
  forgetFiles(call.argv, state);
  state.write(UNKNOWN);
  return undefined;
}

/** Forgets the content of files that are passed to a program, because it may change them. */
function forgetFiles(argv: readonly string[], state: State): void {
  for (const path of state.files.paths) {
    const name = baseName(path);
    state.budget.spendWords(argv);
    if (argv.some((word) => word.includes(name) || !isKnown(word))) state.files.forget(path);
  }
}
