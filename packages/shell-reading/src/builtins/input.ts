import { assignList, assignVariable } from "../expansion/assign.ts";
import { canSplit } from "../expansion/splitting.ts";
import { Lost } from "../giving-up.ts";
import { toList, toText } from "../state/variable.ts";
import { isKnown } from "../unknown.ts";
import type { Builtin, Invocation } from "./builtin.ts";
import { type ReadOptions, readOptions } from "./read-options.ts";

export const read: Builtin = (args, invocation) => {
  const { state } = invocation;
  const options = readOptions(args, invocation.shell.isBash);
  if (options.names.length === 0 && !invocation.shell.isBash) return 2;
  const line = options.isPlain ? takeLine(options, invocation) : undefined;
  if (line === undefined || (!options.isRaw && line.text.includes("\\"))) {
    state.variables.forget([...options.names, ...(options.array === undefined ? [] : [options.array]), "REPLY"]);
    state.input = undefined;
    return undefined;
  }
  store(line.text, options, invocation);
  return line.isWhole ? 0 : 1;
};

/** Takes a line from the standard input; `undefined` if unknown. */
function takeLine({ delimiter, most }: ReadOptions, { state, shell }: Invocation): Line | undefined {
  const { input } = state;
  if (input === undefined) return undefined;
  const end = delimiter === "" ? -1 : input.indexOf(delimiter);
  const line = end < 0 ? input : input.slice(0, end);
  const text = line.slice(0, most);
  if (!isKnown(text)) return undefined;
  shell.budget.spend(input.length);
  const isWhole = end >= 0 || line.length >= most;
  state.input = input.slice(line.length >= most ? most : line.length + 1);
  return { text, isWhole };
}

interface Line {
  readonly text: string;
  /** Whether its terminator was present. */
  readonly isWhole: boolean;
}

function store(text: string, { names, array }: ReadOptions, { state, scope }: Invocation): void {
  const separators = toText(state.variables.get("IFS").value ?? " \t\n") ?? "";
  if (!canSplit(separators)) throw new Lost();
  scope.shell.budget.spend(text.length * (names.length + 2));
  const fields = splitFields(text, separators, array === undefined ? names.length : Number.POSITIVE_INFINITY);
  if (array !== undefined) assignList(array, toList(fields), scope);
  else if (names.length === 0) assignVariable("REPLY", text, scope);
  else for (const [index, name] of names.entries()) assignVariable(name, fields[index] ?? "", scope);
}

/** Splits a line. The last field takes the rest, including separators. */
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

/** Drops trailing blanks, and a single trailing separator. */
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
  assignList(name, toList(lines), scope);
  state.input = "";
  return 0;
};
