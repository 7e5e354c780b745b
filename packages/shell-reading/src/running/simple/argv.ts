import type { Builtin } from "../../builtins/builtin.ts";
import { BASH_BUILTINS, BASH_DECLARATIONS, BUILTINS, DECLARATIONS, SPECIAL } from "../../builtins/table.ts";
import { toScope } from "../../expansion/expand.ts";
import { ReadonlyAssigned } from "../../giving-up.ts";
import { Flow } from "../../state/flow.ts";
import type { State } from "../../state/state.ts";
import { failAssignment } from "../failed-assignment.ts";
import { next } from "../next.ts";
import { startProgram } from "../programs/start.ts";
import type { Call, Shell, Start } from "../shell.ts";
import { declarePlain } from "./declarations.ts";
import { runExec } from "./exec.ts";
import { callFunction } from "./functions.ts";
import { survive } from "./survive.ts";

/** Runs a command after expansion. */
export function runArgv(call: Call, state: State, shell: Shell): Flow {
  const name = call.argv[0] ?? "";
  shell.budget.spend(call.argv.length);
  const isSpecial = !shell.isBash && SPECIAL.has(name);
  if (call.skipsFunctions !== true && !isSpecial && state.functions.has(name))
    return callFunction(name, call, { state, shell });
  if (name === "command" || (name === "builtin" && shell.isBash)) return runCommandBuiltin(call, { state, shell });
  if (name === "exec")
    return runExec({ kind: "simple", assignments: [], words: [], redirects: [] }, call.words, { state, shell });
  const builtin = BUILTINS.get(name) ?? (shell.isBash ? BASH_BUILTINS.get(name) : undefined);
  if (builtin !== undefined) return runBuiltin(builtin, call, { state, shell });
  if (DECLARATIONS.has(name) || (shell.isBash && BASH_DECLARATIONS.has(name)))
    return declarePlain(call, { state, shell });
  return startProgram(call, state, shell);
}

function runBuiltin(builtin: Builtin, call: Call, { state, shell }: Start): Flow {
  const isSpecial = SPECIAL.has(call.argv[0] ?? "") && call.skipsFunctions !== true;
  const run = () => builtin(call.argv.slice(1), { state, shell, scope: toScope(state, shell), call });
  try {
    const result = isSpecial || shell.isBash ? run() : survive(run);
    return result instanceof Flow ? result : next(state, result);
  } catch (error) {
    if (error instanceof ReadonlyAssigned) return failAssignment(state);
    throw error;
  }
}

/** `command NAME …`; with `-v` it only looks up the name. */
function runCommandBuiltin(call: Call, { state, shell }: Start): Flow {
  const rest = call.words.slice(call.argv[1] === "-p" || call.argv[1] === "--" ? 2 : 1);
  const [first] = rest;
  if (first === undefined) return next(state, 0);
  if (/^-[vV]+$/.test(first.text)) {
    const name = rest[1]?.text ?? "";
    state.write("\uE000");
    return next(state, BUILTINS.has(name) || state.functions.get(name) !== undefined ? 0 : undefined);
  }
  return shell.runArgv({ argv: rest.map(({ text }) => text), words: rest, skipsFunctions: true }, state, shell);
}
