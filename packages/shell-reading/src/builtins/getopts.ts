import { assignVariable } from "../expansion/assign.ts";
import { Lost } from "../giving-up.ts";
import { toText } from "../state/variable.ts";
import { isKnown } from "../unknown.ts";
import type { Builtin, Invocation } from "./builtin.ts";

/** The result of one call. */
interface Found {
  readonly letter: string;
  readonly argument: string | undefined;
  readonly status: 0 | 1;
  /** `OPTIND` for the next call, and the position in its word; 0 for a new word. */
  readonly next: { readonly index: number; readonly place: number };
}

/** `getopts OPTIONS NAME`: takes the next option from the arguments. */
export const getopts: Builtin = (args, invocation) => {
  const { state, scope } = invocation;
  const [options = "", name = "", ...own] = args;
  const words = own.length > 0 ? own : state.positional;
  const index = Number(toText(state.variables.get("OPTIND").value));
  scope.shell.budget.spendWords(words);
  scope.shell.budget.spend(options.length);
  if (![options, name, ...words].every(isKnown) || !(index >= 1)) throw new Lost();
  const found = findOption(options, words, { index, place: state.optionPlace, isBash: scope.shell.isBash });
  assignVariable("OPTIND", String(found.next.index), scope);
  state.optionPlace = found.next.place;
  setArgument(found, invocation);
  assignVariable(name, found.letter, scope);
  return found.status;
};

/** Without an argument, `OPTARG` differs between shells, and scripts do not use it. */
function setArgument({ argument }: Found, { state, scope }: Invocation): void {
  if (argument === undefined) state.variables.forget(["OPTARG"]);
  else assignVariable("OPTARG", argument, scope);
}

interface From {
  readonly index: number;
  readonly place: number;
  readonly isBash: boolean;
}

function findOption(options: string, words: readonly string[], { index, place, isBash }: From): Found {
  const word = words[index - 1] ?? "";
  if (place === 0 && !/^-./.test(word)) return end(index);
  if (place === 0 && word === "--") return end(index + 1);
  const at = place === 0 ? 1 : place;
  const letter = word.charAt(at);
  const isLast = at + 1 >= word.length;
  const next = isLast ? { index: index + 1, place: 0 } : { index, place: at + 1 };
  const isQuiet = options.startsWith(":");
  const known = findLetter(letter, options, isBash);
  if (known < 0) return { letter: "?", argument: isQuiet ? letter : undefined, status: 0, next };
  if (options.charAt(known + 1) !== ":") return { letter, argument: undefined, status: 0, next };
  if (!isLast) return { letter, argument: word.slice(at + 1), status: 0, next: { index: index + 1, place: 0 } };
  const argument = words[index];
  const behind = { index: index + 2, place: 0 };
  if (argument !== undefined) return { letter, argument, status: 0, next: behind };
  const missing = isQuiet ? { letter: ":", argument: letter } : { letter: "?", argument: undefined };
  return { ...missing, status: 0, next };
}

/** dash takes the colon in front for an option. */
function findLetter(letter: string, options: string, isBash: boolean): number {
  if (letter !== ":") return options.indexOf(letter);
  return options.startsWith(":") && !isBash ? 0 : -1;
}

function end(index: number): Found {
  return { letter: "?", argument: undefined, status: 1, next: { index, place: 0 } };
}
