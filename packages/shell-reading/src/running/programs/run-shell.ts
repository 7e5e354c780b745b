import { setOption } from "../../builtins/options.ts";
import { dropsVariables } from "../../dropped-variables.ts";
import { doubleInOrigin } from "../../grammar/origin.ts";
import type { Dialect } from "../../grammar/syntax.ts";
import { State } from "../../state/state.ts";
import type { Status } from "../../state/status.ts";
import { Variables } from "../../state/variables.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import { parseScript } from "../parse-script.ts";
import type { Shell, Start } from "../shell.ts";
import { endShell } from "../subshell.ts";
import { DIALECTS, type NestedShell } from "./find-shell.ts";

export function runShellFile(nested: NestedShell, start: Start): Status {
  return runShell(nested, start);
}

/** Runs the script of a nested shell, with everything it inherits from this one. */
export function runShell(nested: NestedShell, { state, shell }: Start): Status {
  const { budget } = shell;
  const program = nested.program.slice(nested.program.lastIndexOf("/") + 1);
  const dialect = DIALECTS.get(program) ?? "posix";
  if (program === "zsh" || program === "ksh") budget.isUnread = true;
  if (nested.wrapper !== undefined && nested.wrapper.length > 0) shell.reportWrapper(nested.wrapper);
  const inner = createChild(nested, state, budget);
  if (!isKnown(nested.text)) budget.spend(nested.text.length);
  // An unknown part may be any words, including commands.
  const text = isKnown(nested.text) ? nested.text : nested.text.replaceAll(UNKNOWN, UNKNOWN_WORDS);
  if (text.replaceAll(UNKNOWN, "").trim() === "" && text !== "") {
    shell.report({
      argv: [UNKNOWN_WORDS],
      words: [{ text: UNKNOWN_WORDS }],
      isSure: false,
      variables: inner.variables.exported(),
      directory: inner.directory,
      gaps: shell.gaps,
    });
    return undefined;
  }
  const { origin = [] } = nested;
  const widened = text === nested.text ? origin : doubleInOrigin(origin, nested.text, UNKNOWN);
  return budget.nest(() => runChild(text, { ...nested, origin: widened, dialect, inner }, { state, shell }));
}

function runChild(
  text: string,
  { dialect, inner, options, origin = [] }: NestedShell & { dialect: Dialect; inner: State },
  { state, shell }: Start,
): Status {
  const child: Shell = {
    ...shell,
    dialect,
    isBash: dialect === "bash",
    isTested: false,
    isNegated: false,
    depth: 0,
    isSubshell: false,
    loops: 0,
  };
  setOptions(options, inner);
  const script = parseScript(text, { state: inner, shell: child }, origin);
  const end = endShell(shell.runScript(script, inner, child), child);
  if (end === undefined) return undefined;
  state.returnFrom(end);
  return end.status;
}

function setOptions(options: readonly string[], state: State): void {
  options.forEach((word, at) => {
    if (/^[-+][a-zA-Z]+$/.test(word)) setOption(word.replace(/[cslO]/g, ""), options[at + 1], state);
  });
}

function createChild(
  { name, positional, wrapper = [], assignments = [] }: NestedShell,
  state: State,
  budget: State["budget"],
): State {
  const variables = new Variables(state.variables.child(), budget);
  if (dropsVariables(wrapper)) variables.replaceAll();
  for (const [key, value] of assignments) variables.put(key, { value, isExported: true });
  const inner = new State(variables, budget, name);
  inner.positional = positional;
  inner.weight = state.weight;
  inner.output = state.output;
  inner.feedsPipe = state.feedsPipe;
  inner.input = state.input;
  inner.directory = state.directory;
  inner.files = state.files.copy();
  inner.gaps = state.gaps.copy();
  inheritFunctions(inner, state);
  return inner;
}

function inheritFunctions(inner: State, { functions, exportedFunctions, budget }: State): void {
  budget.spend(exportedFunctions.size);
  for (const [name, isSure] of exportedFunctions)
    if (functions.has(name)) inner.functions.set(name, isSure ? functions.get(name) : undefined);
  inner.exportedFunctions = exportedFunctions;
}
