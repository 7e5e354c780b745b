import { assignList, assignVariable } from "../expansion/assign.ts";
import { Lost } from "../expansion/scope.ts";
import { listOf, textOf } from "../state/variable.ts";
import { isKnown } from "../unknown.ts";
import type { Builtin, Invocation } from "./builtin.ts";

interface ReadOptions {
  readonly names: readonly string[];
  readonly array: string | undefined;
  readonly isRaw: boolean;
  /** Nothing for options that are not followed. */
  readonly isPlain: boolean;
}

export const read: Builtin = (args, invocation) => {
  const { state } = invocation;
  const options = optionsOf(args);
  const line = options.isPlain ? takeLine(invocation) : undefined;
  if (line === undefined || (!options.isRaw && line.text.includes("\\"))) {
    state.variables.forget([...options.names, ...(options.array === undefined ? [] : [options.array]), "REPLY"]);
    state.input = undefined;
    return undefined;
  }
  store(line.text, options, invocation);
  return line.isWhole ? 0 : 1;
};

function optionsOf(args: readonly string[]): ReadOptions {
  let array: string | undefined;
  let isRaw = false;
  let isPlain = true;
  let at = 0;
  for (; /^-./.test(args[at] ?? ""); at++) {
    const word = args[at] ?? "";
    if (word === "--") {
      at++;
      break;
    }
    isRaw ||= word.includes("r");
    isPlain &&= /^-[raps]+$/.test(word);
    if (word.endsWith("a")) array = args[++at];
    else if (word.endsWith("p")) at++;
  }
  return { names: args.slice(at).filter((name) => /^[A-Za-z_]\w*$/.test(name)), array, isRaw, isPlain };
}

/** Takes a line from the standard input; nothing if that is not known. */
function takeLine({ state, shell }: Invocation): { text: string; isWhole: boolean } | undefined {
  const { input } = state;
  if (input === undefined) return undefined;
  const newline = input.indexOf("\n");
  const text = newline < 0 ? input : input.slice(0, newline);
  if (!isKnown(text)) return undefined;
  shell.budget.spend(input.length);
  state.input = newline < 0 ? "" : input.slice(newline + 1);
  return { text, isWhole: newline >= 0 };
}

function store(text: string, { names, array }: ReadOptions, { state, scope }: Invocation): void {
  const separators = textOf(state.variables.get("IFS").value ?? " \t\n") ?? "";
  if (!isKnown(separators)) throw new Lost();
  scope.shell.budget.spend(text.length * (names.length + 2));
  const fields = splitFields(text, separators, array === undefined ? names.length : Number.POSITIVE_INFINITY);
  if (array !== undefined) assignList(array, listOf(fields), scope);
  else if (names.length === 0) assignVariable("REPLY", text, scope);
  else for (const [index, name] of names.entries()) assignVariable(name, fields[index] ?? "", scope);
}

/** Splits a line; the last field takes the rest, separators and all. */
function splitFields(text: string, separators: string, most: number): readonly string[] {
  const isSeparator = (at: number) => at < text.length && separators.includes(text.charAt(at));
  const isBlank = (at: number) => isSeparator(at) && " \t\n".includes(text.charAt(at));
  const fields: string[] = [];
  let at = 0;
  while (isBlank(at)) at++;
  while (at < text.length) {
    if (fields.length === most - 1) {
      fields.push(lastField(text.slice(at), separators));
      break;
    }
    const start = at;
    while (at < text.length && !isSeparator(at)) at++;
    fields.push(text.slice(start, at));
    while (isBlank(at)) at++;
    if (isSeparator(at) && !isBlank(at)) at++;
    while (isBlank(at)) at++;
  }
  return fields;
}

/** Blanks at its end do not count, and neither does one separator if it is the only one in it. */
function lastField(rest: string, separators: string): string {
  let end = rest.length;
  while (end > 0 && separators.includes(rest.charAt(end - 1)) && " \t\n".includes(rest.charAt(end - 1))) end--;
  const text = rest.slice(0, end);
  const last = text.at(-1) ?? "";
  const others = [...text.slice(0, -1)].some((char) => separators.includes(char));
  if (!separators.includes(last) || last === "") return text;
  if (others) return text;
  const before = text.slice(0, -1);
  return before;
}

export const mapfile: Builtin = (args, { state, scope }) => {
  const [option, name, ...rest] = args[0] === "-t" ? args : ["", ...args];
  const { input } = state;
  const isSimple = option === "-t" && name !== undefined && rest.length === 0 && /^[A-Za-z_]\w*$/.test(name);
  if (!isSimple || input === undefined || !isKnown(input)) {
    state.variables.forget(["MAPFILE", ...args.filter((word) => /^[A-Za-z_]\w*$/.test(word))]);
    state.input = undefined;
    return undefined;
  }
  const lines = input.split("\n");
  if (lines.at(-1) === "") lines.pop();
  assignList(name, listOf(lines), scope);
  state.input = "";
  return 0;
};
