import type { Command } from "../grammar/syntax.ts";
import type { Flow } from "../state/flow.ts";
import { joinOutputs } from "../state/join.ts";
import type { State } from "../state/state.ts";
import { joinStatus } from "../state/status.ts";
import { isKnown } from "../unknown.ts";
import { parseScript } from "./parse-script.ts";
import type { Shell, Start } from "./shell.ts";

/** Resets what a subshell does not inherit. */
export function enterSubshell(state: State): State {
  const trap = state.options.inheritsErrorTrap === false ? undefined : state.traps.get("ERR");
  state.traps.clear();
  if (trap !== undefined) state.traps.set("ERR", trap);
  return state;
}

/** The shell that runs the commands of a subshell. */
export function toSubshell(shell: Shell): Shell {
  return { ...shell, isSubshell: true, loops: 0 };
}

const SILENT = new Set(["while", "until", "for", "select", "count", "if", "case"]);

/** In such a simple command of bash, an expansion that fails runs the EXIT trap of the shell that has started it. */
export function doubtOuterTrap(flow: Flow, commands: readonly Command[], { state, shell }: Start): void {
  const isSimple = commands.length === 1 && commands[0]?.kind === "simple";
  if (!shell.isBash || !isSimple || !state.traps.has("EXIT")) return;
  if (flow.get("exit") !== undefined || flow.get("discard") !== undefined) shell.budget.isUnread = true;
}

/** Ends the process of a command in a pipeline or in the background. */
export function endJob(flow: Flow, commands: readonly Command[], shell: Shell): State | undefined {
  const isSilent = commands.length > 1 || commands.some(({ kind }) => SILENT.has(kind));
  // bash does not run the trap that such a command sets.
  if (shell.isBash && isSilent) for (const end of flow.ends) flow.get(end)?.traps.delete("EXIT");
  return endShell(flow, shell);
}

/** Ends a shell: runs its traps; `undefined` if it never ends. */
export function endShell(flow: Flow, shell: Shell): State | undefined {
  const end = flow.takeAll();
  if (end === undefined) return undefined;
  const traps = [...end.traps.entries].filter(([name]) => name !== "ERR");
  const onError = end.traps.get("ERR");
  end.traps.clear();
  return traps.reduce((state, [name, trap]) => runTrap(name, { ...trap, onError, state }, shell), end);
}

interface Running {
  readonly text: string;
  readonly isSure: boolean;
  /** The ERR trap, which failures in the EXIT trap run. */
  readonly onError: ReturnType<State["traps"]["get"]>;
  readonly state: State;
}

/** A signal may or may not arrive: the programs of its trap are reported, but its changes do not affect the end. */
function runTrap(name: string, { text, isSure, onError, state }: Running, shell: Shell): State {
  if (!isKnown(text)) {
    shell.budget.isUnread = true;
    return state;
  }
  const trapped = state.copy();
  if (name !== "EXIT" || !isSure) trapped.weight = 0;
  if (onError !== undefined) trapped.traps.set("ERR", onError);
  const script = parseScript(text, { state, shell });
  const flow = shell.budget.nest(() =>
    shell.runScript(script, trapped, { ...shell, isTested: false, isNegated: false }),
  );
  const exit = flow.get("exit");
  const exitStatus = exit?.status;
  const mayReturn = !isSure || flow.get("next") !== undefined || flow.get("return") !== undefined;
  const end = flow.takeAll();
  if (name !== "EXIT") return state;
  state.output = isSure ? end?.output : joinOutputs(state.output, end?.output);
  // An exit inside the trap sets the status: one of its own, of the ERR trap, or of `set -e`.
  if (exit !== undefined) state.status = mayReturn ? joinStatus(state.status, exitStatus) : exitStatus;
  return state;
}
