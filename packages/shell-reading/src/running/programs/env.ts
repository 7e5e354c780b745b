import { Lost } from "../../giving-up.ts";
import { resolvePath } from "../../state/paths.ts";
import type { State } from "../../state/state.ts";
import type { Status } from "../../state/status.ts";
import { isKnown } from "../../unknown.ts";
import type { Call, Start, StartedWord } from "../shell.ts";
import { reportUnknown } from "./report.ts";

/** `env NAME=value … program`, `env -S "program argument"`. */
export function runEnv(call: Call, { state, shell }: Start): Status {
  const inner = state.copy();
  let at = 1;
  for (let word = call.argv[at]; word !== undefined; word = call.argv[at]) {
    const split = /^(?:-S|--split-string=?)(.*)$/s.exec(word)?.[1];
    if (split !== undefined) return runSplit(split, call.words.slice(at + 1), { state, shell });
    if (!setForProgram(word, call.argv[at + 1] ?? "", inner)) break;
    at += VALUED.has(word) ? 2 : 1;
  }
  const words = call.words.slice(at);
  if (words.length === 0) return reportUnknown(call, { state, shell });
  const program: Call = { argv: words.map(({ text }) => text), words, skipsFunctions: true };
  shell.budget.nest(() => shell.startProgram(program, inner, shell));
  state.output = inner.output;
  return inner.status;
}

/** Arguments of `env` whose value is the next word. */
const VALUED = new Set(["-u", "--unset", "-C", "--chdir"]);

/** Whether the word is an argument of `env` itself. */
function setForProgram(word: string, next: string, state: State): boolean {
  const { variables } = state;
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  const unset = readValue(word, next, UNSET);
  const directory = readValue(word, next, CHDIR);
  if (name !== undefined) variables.put(name, { value: value ?? "", isExported: true });
  else if (unset !== undefined) variables.put(unset, { value: undefined, isExported: false });
  else if (directory !== undefined) state.directory = isKnown(directory) ? resolvePath(directory, state) : undefined;
  else if (word === "-i" || word === "-" || word === "--ignore-environment") variables.unexportAll();
  else return word.startsWith("-");
  return true;
}

const UNSET = /^(?:-u|--unset(?:=|$))(.*)$/s;
const CHDIR = /^(?:-C|--chdir(?:=|$))(.*)$/s;

/** The value of an argument of `env`, in the same word or in the next one. */
function readValue(word: string, next: string, pattern: RegExp): string | undefined {
  const value = pattern.exec(word)?.[1];
  return value === "" && VALUED.has(word) ? next : value;
}

function runSplit(text: string, rest: readonly StartedWord[], { state, shell }: Start): Status {
  const [first, ...others] = text === "" ? [rest[0]?.text ?? "", ...rest.slice(1)] : [text, ...rest];
  if (/["'\\$#]/.test(first) || !isKnown(first)) throw new Lost();
  const words = [
    ...first
      .split(/[ \t\n]+/)
      .filter((word) => word !== "")
      .map((word) => ({ text: word })),
    ...others.map((word) => (typeof word === "string" ? { text: word } : word)),
  ];
  const argv = ["env", ...words.map((word) => word.text)];
  shell.budget.spendWords(argv);
  return shell.budget.nest(() => runEnv({ argv, words: [{ text: "env" }, ...words] }, { state, shell }));
}
