import { parseScript } from "../running/parse-script.ts";
import { findFile } from "../running/redirects.ts";
import type { State } from "../state/state.ts";
import type { Status } from "../state/status.ts";
import { isKnown } from "../unknown.ts";
import type { Builtin, Invocation } from "./builtin.ts";
import { runInside } from "./control.ts";

/** The variables that activating a virtual environment sets. */
const ACTIVATE = /(?:^|\/)bin\/activate$/;
const ACTIVATED = [
  "PATH",
  "VIRTUAL_ENV",
  "VIRTUAL_ENV_PROMPT",
  "PS1",
  "PYTHONHOME",
  "_OLD_VIRTUAL_PATH",
  "_OLD_VIRTUAL_PS1",
  "_OLD_VIRTUAL_PYTHONHOME",
];

export const source: Builtin = (args, { state, shell }) => {
  const [path, ...rest] = args[0] === "--" ? args.slice(1) : args;
  if (path === undefined) return shell.isBash ? 2 : 0;
  const text = findText(path, state);
  if (text === undefined || !isKnown(text)) return sourceUnknown(path, { state, shell });
  const script = parseScript(text, { state, shell });
  const outer = state.positional;
  if (rest.length > 0 && shell.isBash) state.positional = rest;
  const flow = runInside(script, state, { ...shell, depth: shell.depth + 1 });
  flow.add("next", flow.take("return"));
  const next = flow.get("next");
  if (next !== undefined && rest.length > 0 && shell.isBash) next.positional = outer;
  return flow;
};

/** Without a slash the file is first searched in PATH. */
function findText(path: string, state: State): string | undefined {
  if (!/^\/dev\/(?:stdin|fd\/0)$/.test(path))
    return path.includes("/") ? state.files.textOf(findFile(path, state) ?? "") : undefined;
  const { input } = state;
  state.input = "";
  return input;
}

/** An unknown file may set anything, and may end the script. */
function sourceUnknown(path: string, { state, shell }: Pick<Invocation, "state" | "shell">): Status {
  if (ACTIVATE.test(path)) {
    state.variables.forget(ACTIVATED);
    return undefined;
  }
  shell.budget.isUnread = true;
  state.forgetAll();
  state.weight = 0;
  return undefined;
}
