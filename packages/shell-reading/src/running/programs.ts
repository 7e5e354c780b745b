import { Lost } from "../expansion/scope.ts";
import { Flow } from "../state/flow.ts";
import type { State, Status } from "../state/state.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import { FILTERS } from "./filters.ts";
import { findShell, isShell, runShell, runShellFile } from "./nested.ts";
import { fileOf } from "./redirects.ts";
import type { Call, Shell, Start, StartedWord } from "./shell.ts";

/** Starts what is not part of the shell: another shell is read in turn, anything else is reported. */
export function startProgram(call: Call, state: State, shell: Shell): Flow {
  const [name = ""] = call.argv;
  state.status = start(name, call, { state, shell });
  return Flow.next(state);
}

function start(name: string, call: Call, { state, shell }: Start): Status {
  shell.budget.spend(Math.ceil(call.argv.reduce((sum, word) => sum + word.length + 16, 0) / 16));
  const program = baseName(name);
  const script = name.includes("/") ? fileOf(name, state) : undefined;
  if (script !== undefined && state.files.has(script)) return runWritten(script, call, { state, shell });
  if (program === "xargs") return runXargs(call, { state, shell });
  if (program === "env") return runEnv(call, { state, shell });
  if (program === "chmod" && allowExecution(call.argv, state)) {
    report(call, { state, shell });
    return 0;
  }
  const filter = FILTERS.get(program);
  if (filter !== undefined) return runFilter(filter(call.argv.slice(1), state), call, { state, shell });
  return startWrapped(call, { state, shell });
}

/** A program, perhaps one that starts a shell: `timeout 10 bash -c SCRIPT`. */
function startWrapped(call: Call, { state, shell }: Start): Status {
  const found = INERT.has(baseName(call.argv[0] ?? "")) ? undefined : findShell(call, state);
  if (found !== undefined) return runShell(found, { state, shell });
  const file = writtenFileIn(call, state);
  if (file !== undefined)
    return runWritten(
      file.path,
      { argv: call.argv.slice(file.at), words: call.words.slice(file.at) },
      { state, shell },
    );
  if (runsUnknownScript(call.argv, state)) shell.budget.isUnread = true;
  return reportUnknown(call, { state, shell });
}

/** Whether a shell is given a file that this script wrote, with what is not known. */
function runsUnknownScript(argv: readonly string[], state: State): boolean {
  if (!argv.some(isShell)) return false;
  return argv.some((word) => {
    const path = fileOf(word, state);
    return path !== undefined && state.files.has(path) && state.files.get(path) === undefined;
  });
}

/** Wrappers that start the program that follows their own arguments. */
const WRAPPERS = new Set([
  "nohup",
  "setsid",
  "timeout",
  "nice",
  "ionice",
  "stdbuf",
  "tini",
  "dumb-init",
  "numactl",
  "taskset",
  "chrt",
  "sudo",
  "time",
]);

function writtenFileIn({ argv }: Call, state: State): { path: string; at: number } | undefined {
  if (!WRAPPERS.has(baseName(argv[0] ?? ""))) return undefined;
  for (const [at, word] of argv.entries()) {
    const path = at > 0 && word.includes("/") ? fileOf(word, state) : undefined;
    if (path !== undefined && state.files.has(path)) return { path, at };
  }
  return undefined;
}

/** Runs a file that the script has written. */
function runWritten(path: string, call: Call, { state, shell }: Start): Status {
  const file = state.files.get(path);
  if (file === undefined) {
    report(call, { state, shell });
    state.write(UNKNOWN);
    return undefined;
  }
  if (!file.isExecutable) return 126;
  const interpreter = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(file.text.slice(0, 200));
  const [, first = shell.isBash ? "bash" : "sh", second] = interpreter ?? [];
  const program = baseName(first) === "env" ? (second ?? "") : first;
  if (!isShell(program)) {
    report(call, { state, shell });
    return undefined;
  }
  const options = baseName(first) === "env" || second === undefined ? [] : [second];
  return runShellFile(
    { program, options, text: file.text, name: call.argv[0] ?? "", positional: call.argv.slice(1) },
    { state, shell },
  );
}

export function report({ argv, words }: Call, { state, shell }: Start): void {
  shell.report({ argv, words, isSure: state.weight === 1, variables: state.variables.exported() });
}

/** Reports a program of which nothing is known but its words. */
function reportUnknown(call: Call, { state, shell }: Start): Status {
  report(call, { state, shell });
  forgetFiles(call.argv, state);
  state.write(UNKNOWN);
  return undefined;
}

/** A program that is given a file's name may change it. */
function forgetFiles(argv: readonly string[], state: State): void {
  if (state.files.entries.size === 0) return;
  for (const path of [...state.files.entries.keys()]) {
    const name = baseName(path);
    state.budget.spend(argv.length);
    if (argv.some((word) => word.includes(name) || !isKnown(word))) state.files.set(path, undefined);
  }
}

/** False if the mode or a file is not known. */
function allowExecution(argv: readonly string[], state: State): boolean {
  const [, mode = "", ...words] = argv;
  if (!/^(?:[augo]*\+r*x[rx]*|0?[0-7]{0,3}[1357][0-7]{0,2})$/.test(mode)) return false;
  const paths = words.map((word) => fileOf(word, state) ?? "");
  for (const path of paths) {
    const file = state.files.get(path);
    if (file !== undefined) state.files.set(path, { ...file, isExecutable: true });
  }
  return paths.every((path) => state.files.get(path) !== undefined);
}

function runFilter(
  result: { output: string; status: Status } | undefined,
  call: Call,
  { state, shell }: Start,
): Status {
  report(call, { state, shell });
  state.write(result?.output ?? UNKNOWN);
  return result?.status;
}

interface XargsOptions {
  readonly most: number;
  readonly placeholder: string | undefined;
  readonly command: readonly StartedWord[];
  readonly skipsEmpty: boolean;
}

function runXargs(call: Call, { state, shell }: Start): Status {
  const options = xargsOptions(call.words);
  const input = state.input;
  state.input = "";
  const isPlain = input !== undefined && isKnown(input) && !/['"\\]/.test(input);
  shell.budget.spend(input?.length ?? 0);
  const items = isPlain ? itemsOf(input, options) : [UNKNOWN_WORDS];
  const sure = state.weight;
  if (!isPlain) state.weight = 0;
  for (const words of commandLines(items, options))
    shell.startProgram({ argv: words.map(({ text }) => text), words, skipsFunctions: true }, state, shell);
  state.weight = sure;
  return undefined;
}

/** The words of the input; with a placeholder its lines, without their leading blanks. */
function itemsOf(input: string, { placeholder }: XargsOptions): readonly string[] {
  if (placeholder === undefined) return input.split(BLANKS).filter((item) => item !== "");
  const lines = input.split("\n").map((line) => line.replace(LEADING_BLANKS, ""));
  return lines.filter((line) => line !== "");
}

function commandLines(
  items: readonly string[],
  { most, placeholder, command, skipsEmpty }: XargsOptions,
): readonly (readonly StartedWord[])[] {
  if (placeholder !== undefined)
    return items.map((item) => command.map(({ text }) => ({ text: text.replaceAll(placeholder, () => item) })));
  const lines: StartedWord[][] = [];
  for (let at = 0; at < items.length; at += most)
    lines.push([...command, ...items.slice(at, at + most).map((text) => ({ text }))]);
  return lines.length === 0 && !skipsEmpty ? [command] : lines;
}

const BLANKS = /[ \t\n]+/;
const LEADING_BLANKS = /^[ \t]+/;
const VALUED = "nIPL";

function xargsOptions(words: readonly StartedWord[]): XargsOptions {
  const values = new Map<string, string>();
  let at = 1;
  while (/^-./.test(words[at]?.text ?? "")) at += takeOption(words, at, values);
  const most = Number(values.get("n") ?? values.get("L") ?? 5000);
  if (!(most > 0)) throw new Lost();
  const placeholder = values.get("I");
  return {
    most,
    placeholder,
    skipsEmpty: values.has("r"),
    command: at < words.length ? words.slice(at) : [{ text: "echo" }],
  };
}

/** Returns how many words the option takes. */
function takeOption(words: readonly StartedWord[], at: number, values: Map<string, string>): number {
  const { text } = words[at] ?? { text: "" };
  const letter = text.charAt(1);
  if (!VALUED.includes(letter)) {
    if (!["-r", "-t", "--no-run-if-empty"].includes(text)) throw new Lost();
    if (text !== "-t") values.set("r", "");
    return 1;
  }
  values.set(letter, text.length > 2 ? text.slice(2) : (words[at + 1]?.text ?? ""));
  return text.length > 2 ? 1 : 2;
}

/** `env NAME=value … program`, `env -S "program argument"`. */
function runEnv(call: Call, { state, shell }: Start): Status {
  const inner = state.copy();
  let at = 1;
  for (let word = call.argv[at]; word !== undefined; word = call.argv[at]) {
    const split = /^(?:-S|--split-string=?)(.*)$/s.exec(word)?.[1];
    if (split !== undefined) return runSplit(split, call.words.slice(at + 1), { state, shell });
    if (!setForProgram(word, call.argv[at + 1] ?? "", inner)) break;
    at += word === "-u" || word === "-C" ? 2 : 1;
  }
  const words = call.words.slice(at);
  if (words.length === 0) return reportUnknown(call, { state, shell });
  shell.startProgram({ argv: words.map(({ text }) => text), words, skipsFunctions: true }, inner, shell);
  state.output = inner.output;
  return inner.status;
}

/** Whether the word is for `env` itself. */
function setForProgram(word: string, next: string, { variables }: State): boolean {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  const unset = word === "-u" ? next : /^-u(.+)/.exec(word)?.[1];
  if (name !== undefined) variables.put(name, { value: value ?? "", isExported: true });
  else if (unset !== undefined) variables.put(unset, { value: undefined, isExported: false });
  else if (word === "-i" || word === "-" || word === "--ignore-environment") variables.unexportAll();
  else return word.startsWith("-");
  return true;
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
  return runEnv(
    { argv: ["env", ...words.map((word) => word.text)], words: [{ text: "env" }, ...words] },
    { state, shell },
  );
}

export function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

/** Programs that may be given a shell's name, but start none. */
const INERT = new Set(
  "which whereis grep egrep fgrep rg cat tee head tail less ls cp mv ln rm mkdir touch chmod chown find sed awk pgrep pkill killall ps apt apt-get dpkg yum dnf apk man logger jq yq stat ldd nvidia-smi pip pip3 pipx".split(
    " ",
  ),
);
