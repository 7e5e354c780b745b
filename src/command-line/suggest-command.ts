import { findNearNames } from "../near-names.ts";
import { formatCommand } from "./format-command.ts";

const TAKING_FILES: readonly (string | undefined)[] = ["explain", "inject", "check", "graph"];
const FILE = /\.(?:ya?ml|json)$|\/$|^\.{1,2}$|^-$/;
const MISNAMED = "--file";
const FILE_FLAG = /^(?:-f|--filename(?:=|$))/;

/**
 * What a command line with a usage error may have meant, as a clause; empty if that is unknown.
 *
 * @param commands the names of all commands
 */
export function suggestCommand(args: readonly string[], commands: readonly string[]): string {
  const [first = ""] = args;
  if (commands.includes(first)) return suggestFile(args);
  if (first.startsWith("-") && first !== "-") return suggestOrder(args, commands);
  if (FILE.test(first)) return didYouMean(["explain", "-f", first]);
  const isNear = first === "" || findNearNames(first, commands).length > 0;
  return isNear ? "" : `; the commands are ${commands.join(", ")}`;
}

/** For those who leave out `-f` before a file, or write `--file`. */
function suggestFile(args: readonly string[]): string {
  if (args.some((word) => FILE_FLAG.test(word)) || !TAKING_FILES.includes(args[0])) return "";
  const place = args.findIndex((word, index) => index > 0 && isFile(word) && !isValue(args[index - 1]));
  if (place < 0) return "";
  const before = args.slice(0, args[place - 1] === MISNAMED ? place - 1 : place);
  return didYouMean([...before, "-f", ...args.slice(place)]);
}

/** `pod/` is a name that was left out. */
function isFile(word: string): boolean {
  return FILE.test(word) && !/^(?:pods?|po|graphs?|dgd)\/$/i.test(word);
}

/** Whether the word after this one belongs to another flag. */
function isValue(before = ""): boolean {
  return before.startsWith("-") && before !== MISNAMED;
}

/** For those who write flags before the command. */
function suggestOrder(args: readonly string[], commands: readonly string[]): string {
  const place = args.findIndex((word) => commands.includes(word));
  if (place >= 0) return didYouMean([args[place] ?? "", ...args.slice(0, place), ...args.slice(place + 1)]);
  return FILE_FLAG.test(args[0] ?? "") ? didYouMean(["explain", ...args]) : "";
}

function didYouMean(words: readonly string[]): string {
  return `; did you mean: ${formatCommand(words)}`;
}
