import { Lost } from "../giving-up.ts";
import type { Options } from "../state/options.ts";
import type { State } from "../state/state.ts";
import { isKnown } from "../unknown.ts";
import type { Builtin } from "./builtin.ts";

const LETTERS: Readonly<Record<string, string>> = {
  e: "errexit",
  u: "nounset",
  f: "noglob",
  a: "allexport",
  E: "errtrace",
};
const NAMES: ReadonlyMap<string, keyof Options> = new Map([
  ["errexit", "exitsOnError"],
  ["nounset", "needsSet"],
  ["noglob", "hasNoGlobs"],
  ["errtrace", "inheritsErrorTrap"],
  ["pipefail", "pipefail"],
]);
/** Options without an effect on what is read here. */
const HARMLESS = new Set(
  `x v m b h H P T i l xtrace verbose monitor notify hashall emacs vi history histexpand ignoreeof nolog physical
  functrace interactive-comments braceexpand`.split(/\s+/),
);

/** Sets one option, for `set` and for a shell's own arguments. */
export function setOption(word: string, name: string | undefined, state: State): void {
  const isOn = word.startsWith("-");
  for (const letter of word.slice(1)) setOne(letter === "o" ? (name ?? "") : (LETTERS[letter] ?? letter), isOn, state);
}

function setOne(name: string, isOn: boolean, state: State): void {
  const option = NAMES.get(name);
  if (option !== undefined) state.options = { ...state.options, [option]: isOn };
  else if (name === "allexport") state.variables.exportsAll = isOn;
  else if (!HARMLESS.has(name)) throw new Lost();
}

export const set: Builtin = (args, { state, shell }) => {
  let at = 0;
  for (let word = args[at] ?? ""; /^[-+]./.test(word) && word !== "--"; word = args[at] ?? "") {
    at++;
    if (!isKnown(word)) throw new Lost();
    setOption(word, word.endsWith("o") ? args[at++] : undefined, state);
  }
  if (args[at] === "-" || args[at] === "+") throw new Lost();
  const hasWords = at < args.length;
  if (hasWords) {
    state.positional = args.slice(args[at] === "--" ? at + 1 : at);
    state.setGaps("@", shell.gaps);
  }
  return 0;
};

const HARMLESS_SHOPT = new Set([
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

const SHOPT: ReadonlyMap<string, keyof Options> = new Map([
  ["lastpipe", "lastpipe"],
  ["nocasematch", "ignoresCase"],
  ["expand_aliases", "expandsAliases"],
]);

export const shopt: Builtin = (args, { state, shell }) => {
  if (!shell.isBash) return 127;
  const [option = "", ...names] = args;
  if (option !== "-s" && option !== "-u") return undefined;
  for (const name of names) {
    const known = SHOPT.get(name);
    if (known !== undefined) state.options = { ...state.options, [known]: option === "-s" };
    else if (option === "-s" && !HARMLESS_SHOPT.has(name)) throw new Lost();
  }
  return 0;
};
