import { Lost } from "../giving-up.ts";
import type { Script } from "../grammar/syntax.ts";
import { parseScript } from "../running/parse-script.ts";
import type { Shell } from "../running/shell.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import type { Status } from "../state/status.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import type { Builtin, Invocation } from "./builtin.ts";

/** `exit`, and in a function `return`. */
export const exit: Builtin = (args, { state }) => {
  state.status = statusFrom(args, state);
  return new Flow().add("exit", state);
};

export const returnFrom: Builtin = (args, { state, shell }) => {
  if (shell.depth === 0 && shell.isBash) return 2;
  state.status = statusFrom(args, state);
  return new Flow().add(shell.depth === 0 ? "exit" : "return", state);
};

function statusFrom([word]: readonly string[], { status }: State): Status {
  if (word === undefined) return status;
  return /^[0-9]{1,3}$/.test(word) ? Number(word) % 256 : undefined;
}

export const breakLoop: Builtin = (args, invocation) => jump("break", args, invocation);
export const continueLoop: Builtin = (args, invocation) => jump("continue", args, invocation);

function jump(
  kind: "break" | "continue",
  [word = "1"]: readonly string[],
  { state, shell }: Invocation,
): Status | Flow {
  if (shell.loops === 0) return 0;
  if (!/^[1-9][0-9]{0,3}$/.test(word)) throw new Lost();
  return new Flow().add(`${kind} ${Math.min(Number(word), shell.loops)}`, state);
}

/**
 * Runs a text in this shell. Where its status is tested, bash turns `set -e` and the ERR trap off: what the text itself
 * turns on works.
 */
export function runInside(script: Script, state: State, shell: Shell): Flow {
  const { options, traps } = state;
  const trap = traps.get("ERR");
  const flow = shell.runScript(script, state, shell);
  const isChanged = flow.ends.some((end) => {
    const at = flow.get(end);
    return at?.options.exitsOnError !== options.exitsOnError || at?.traps.get("ERR") !== trap;
  });
  if (isChanged && shell.isTested && shell.isBash) shell.budget.isUnread = true;
  return flow;
}

/** Runs a text as part of this script. */
export const evaluateText: Builtin = (args, { state, shell }) => {
  const words = args[0] === "--" ? args.slice(1) : args;
  const text = words.join(" ");
  if (text.trim() === "") return 0;
  shell.budget.spend(text.length);
  // An unknown part may be any words, including commands.
  const script = parseScript(text.replaceAll(UNKNOWN, UNKNOWN_WORDS), { state, shell });
  const flow = runInside(script, state, shell);
  const next = flow.get("next");
  if (!isKnown(text) && next !== undefined) loseAll(next, shell);
  return flow;
};

function loseAll(state: State, { budget }: Invocation["shell"]): void {
  budget.isUnread = true;
  state.forgetAll();
}
