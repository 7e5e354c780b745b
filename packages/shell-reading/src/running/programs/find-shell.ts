import type { Origin } from "../../grammar/origin.ts";
import type { Dialect } from "../../grammar/syntax.ts";
import type { State } from "../../state/state.ts";
import { isKnown } from "../../unknown.ts";
import { findFile } from "../redirects.ts";
import type { Call } from "../shell.ts";

/** A shell started with a script. */
export interface NestedShell {
  /** The words in front of it. */
  readonly wrapper?: readonly string[];
  readonly program: string;
  readonly options: readonly string[];
  readonly text: string;
  readonly origin?: Origin | undefined;
  /** `$0` */
  readonly name: string;
  readonly positional: readonly string[];
  /** `NAME=value` words in front of the shell, as `mpirun -x` takes them. */
  readonly assignments?: readonly (readonly [string, string])[];
}

export const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ["bash", "bash"],
  ["sh", "posix"],
  ["dash", "posix"],
  ["ash", "posix"],
  ["zsh", "bash"],
  ["ksh", "bash"],
]);

export function isShell(word: string): boolean {
  return DIALECTS.has(word.slice(word.lastIndexOf("/") + 1));
}

/** Finds the first shell among the words that gets a script: as a word, a file, or its standard input. */
export function findShell(call: Call, state: State): NestedShell | undefined {
  for (let at = 0; at < call.argv.length; at++) {
    if (!isShell(call.argv[at] ?? "")) continue;
    const options = readOptions(call.argv, at + 1);
    const found = shellAt(call, { at, ...options }, state);
    if (found !== undefined)
      return { ...found, wrapper: call.argv.slice(0, at), assignments: assignmentsIn(call.argv, at) };
    at = options.end - 1;
  }
  return undefined;
}

function shellAt(
  { argv, words }: Call,
  { at, end, hasScript, readsInput, options, isInvalid }: ShellOptions & { at: number },
  state: State,
): NestedShell | undefined {
  const shell = { program: argv[at] ?? "", options };
  const word = argv[end];
  if (isInvalid) return undefined;
  if (readsInput || (word === undefined && at === 0)) return fromInput(shell, argv.slice(end), state);
  if (word === undefined) return undefined;
  if (hasScript) {
    const name = argv[end + 1] ?? shell.program;
    return { ...shell, text: word, origin: words[end]?.origin, name, positional: argv.slice(end + 2) };
  }
  const text = state.files.textOf(findFile(word, state) ?? "");
  return text === undefined ? undefined : { ...shell, text, name: word, positional: argv.slice(end + 1) };
}

function fromInput(
  shell: Pick<NestedShell, "program" | "options">,
  positional: readonly string[],
  state: State,
): NestedShell | undefined {
  const { input: text, inputOrigin: origin } = state;
  if (text === undefined) return undefined;
  state.input = "";
  return { ...shell, text, origin, name: shell.program, positional };
}

interface ShellOptions {
  readonly end: number;
  readonly hasScript: boolean;
  readonly readsInput: boolean;
  readonly options: readonly string[];
  /** An option that no shell knows: nothing starts. */
  readonly isInvalid: boolean;
}

const LONG_OPTIONS =
  /^--(?:debug|debugger|dump-po-strings|dump-strings|init-file|login|noediting|noprofile|norc|posix|pretty-print|rcfile|restricted|verbose)$/;

/** Reads options up to the first word that is not one, as in `bash -euxo pipefail -c SCRIPT`. */
function readOptions(argv: readonly string[], start: number): ShellOptions {
  let hasScript = false;
  let readsInput = false;
  let isInvalid = false;
  const options: string[] = [];
  let at = start;
  for (let word = argv[at]; word !== undefined && /^[-+]/.test(word); word = argv[at]) {
    at++;
    if (word === "--" || word === "-") break;
    if (word.startsWith("--")) {
      isInvalid ||= isKnown(word) && !LONG_OPTIONS.test(word);
      at += /^--(?:rcfile|init-file)$/.test(word) ? 1 : 0;
      continue;
    }
    hasScript ||= word.startsWith("-") && word.includes("c");
    readsInput ||= word.startsWith("-") && word.includes("s");
    const names = word.slice(0, 32).split(/[oO]/).length - 1;
    options.push(word, ...argv.slice(at, at + names));
    at += names;
  }
  return { end: at, hasScript, readsInput: readsInput && !hasScript, options, isInvalid };
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

function assignmentsIn(argv: readonly string[], end: number): readonly (readonly [string, string])[] {
  return argv.slice(0, end).flatMap((word) => {
    const [, name, value] = ASSIGNMENT.exec(word) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}
