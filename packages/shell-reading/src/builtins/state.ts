import { evaluate } from "../expansion/arithmetic.ts";
import { Fatal, Lost } from "../expansion/scope.ts";
import type { Options, State, Status } from "../state/state.ts";
import { isKnown, UNKNOWN_WORDS } from "../unknown.ts";
import type { Builtin, Invocation } from "./builtin.ts";

const LETTERS: Readonly<Record<string, string>> = { e: "errexit", u: "nounset", f: "noglob", a: "allexport" };
const NAMES: Readonly<Record<string, keyof Options>> = {
  errexit: "exitsOnError",
  nounset: "needsSet",
  noglob: "hasNoGlobs",
  pipefail: "pipefail",
};
/** Options that change nothing that is looked at here. */
const HARMLESS = new Set(
  `x v m b h E H P T i l xtrace verbose monitor notify hashall emacs vi history histexpand ignoreeof nolog physical
  errtrace functrace interactive-comments braceexpand`.split(/\s+/),
);

/** Sets one option, as `set` and a shell's own arguments have them. */
export function setOption(word: string, name: string | undefined, state: State): void {
  const isOn = word.startsWith("-");
  for (const letter of word.slice(1)) setOne(letter === "o" ? (name ?? "") : (LETTERS[letter] ?? letter), isOn, state);
}

function setOne(name: string, isOn: boolean, state: State): void {
  const option = NAMES[name];
  if (option !== undefined) state.options = { ...state.options, [option]: isOn };
  else if (name === "allexport") state.variables.exportsAll = isOn;
  else if (!HARMLESS.has(name)) throw new Lost();
}

export const set: Builtin = (args, { state }) => {
  let at = 0;
  for (let word = args[at] ?? ""; /^[-+]./.test(word) && word !== "--"; word = args[at] ?? "") {
    at++;
    if (!isKnown(word)) throw new Lost();
    setOption(word, word.endsWith("o") ? args[at++] : undefined, state);
  }
  if (args[at] === "-" || args[at] === "+") throw new Lost();
  const hasWords = at < args.length;
  if (hasWords) state.positional = args.slice(args[at] === "--" ? at + 1 : at);
  return 0;
};

export const shift: Builtin = ([word = "1"], { state, shell }) => {
  const { positional } = state;
  if (!/^[0-9]{1,6}$/.test(word)) throw new Lost();
  const count = Number(word);
  shell.budget.spend(positional.length);
  if (positional.slice(0, count).some((item) => item.includes(UNKNOWN_WORDS))) {
    state.positional = [UNKNOWN_WORDS];
    return undefined;
  }
  const isTooMuch = count > positional.length;
  if (isTooMuch && positional.some((item) => item.includes(UNKNOWN_WORDS))) throw new Lost();
  if (isTooMuch && !shell.isBash) throw new Fatal();
  if (!isTooMuch) state.positional = positional.slice(count);
  return isTooMuch ? 1 : 0;
};

export const unset: Builtin = (args, invocation) => {
  const isFunction = args[0] === "-f";
  const options = args[0] ?? "";
  const names = /^-[fvn]+$/.test(options) ? args.slice(1) : args;
  if (/n/.test(options) && options.startsWith("-")) throw new Lost();
  return names.reduce<Status>((status, name) => unsetOne(name, isFunction, invocation) ?? status, 0);
};

function unsetOne(name: string, isFunction: boolean, { state, shell }: Invocation): Status {
  if (!isKnown(name)) throw new Lost();
  if (isFunction) {
    state.functions.delete(name);
    return 0;
  }
  const item = /^([A-Za-z_]\w*)\[/.exec(name)?.[1];
  if (item !== undefined) {
    state.variables.forget([item]);
    return 0;
  }
  if (!/^[A-Za-z_]\w*$/.test(name)) return shell.isBash ? 1 : undefined;
  return unsetVariable(state.variables.resolve(name) ?? name, { state, shell });
}

function unsetVariable(name: string, { state, shell }: Pick<Invocation, "state" | "shell">): Status {
  const { variables, functions } = state;
  const variable = variables.getOwn(name);
  if (variable.isReadonly === true) {
    if (!shell.isBash) throw new Fatal();
    return 1;
  }
  // What a caller made local comes to light again, or not: that depends.
  const isOwn = shell.isBash && variables.isLocal(name);
  if (!isOwn && variables.isLocalAnywhere(name)) throw new Lost();
  if (variable.value === undefined && functions.has(name) && shell.isBash) functions.delete(name);
  variables.put(name, { value: undefined, isExported: false });
  return 0;
}

export const letCommand: Builtin = (args, { scope, shell }) => {
  if (!shell.isBash) return 127;
  let value: bigint | undefined = 0n;
  for (const word of args) value = evaluate(word, scope);
  return value === undefined ? undefined : Number(value === 0n);
};

/** `cd` is taken to succeed: a script whose directory is missing does not get far. */
export const cd: Builtin = (args, { state }) => {
  const path = args.findLast((word) => !/^-[LP@e]+$/.test(word));
  const isPlain = path !== undefined && path !== "-" && isKnown(path) && !path.split("/").includes("..");
  state.variables.forget(["PWD", "OLDPWD"]);
  state.directory = isPlain ? state.pathOf(path) : undefined;
  return 0;
};

const HARMLESS_SHOPT = new Set([
  "expand_aliases",
  "checkwinsize",
  "cmdhist",
  "histappend",
  "progcomp",
  "promptvars",
  "sourcepath",
  "login_shell",
  "interactive_comments",
  "autocd",
  "cdspell",
  "checkhash",
  "checkjobs",
  "huponexit",
  "extglob",
  "nullglob",
  "dotglob",
  "globstar",
  "nocaseglob",
]);

export const shopt: Builtin = (args, { state, shell }) => {
  if (!shell.isBash) return 127;
  const [option = "", ...names] = args;
  if (option !== "-s" && option !== "-u") return undefined;
  for (const name of names) {
    if (name === "lastpipe") state.options = { ...state.options, lastpipe: option === "-s" };
    else if (option === "-s" && (!HARMLESS_SHOPT.has(name) || name === "expand_aliases")) throw new Lost();
  }
  return 0;
};
