import type { Budget } from "./budget.ts";
import { UNKNOWN } from "./unknown.ts";
import { POSITIONAL, type Variables } from "./variables.ts";

type Builtin = (args: readonly string[], variables: Variables, budget: Budget) => void;

/** Commands that change the shell's variables, by what they do to them. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["unset", unset],
  ["read", (args, variables) => variables.forget(["REPLY", ...names(args)])],
  ["mapfile", (args, variables) => variables.forget(["MAPFILE", ...names(args)])],
  ["readarray", (args, variables) => variables.forget(["MAPFILE", ...names(args)])],
  ["getopts", (args, variables) => variables.forget(["OPTARG", "OPTIND", ...names(args.slice(1))])],
  ["printf", (args, variables) => variables.forget(args[0] === "-v" ? names(args.slice(1, 2)) : [])],
  ["let", (args, variables) => variables.forget(args.flatMap(arithmeticTargets))],
  ["set", set],
  ["shift", shift],
]);

const NAME = /^[A-Za-z_]\w*$/;
const TARGET = /(?:\+\+|--)\s*([A-Za-z_]\w*)|([A-Za-z_]\w*)\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))/g;

/** The variables that an arithmetic expression writes. */
export function arithmeticTargets(expression: string): readonly string[] {
  return [...expression.matchAll(TARGET)].map(([, before, after]) => before ?? after ?? "");
}

function names(args: readonly string[]): readonly string[] {
  return args.filter((word) => NAME.test(word));
}

function unset(args: readonly string[], variables: Variables): void {
  if (args[0] === "-f") return;
  for (const name of names(args)) variables.assign(name, undefined);
}

/** `set -a`, and `set -- WORD…`, which are the new positional parameters. */
function set(args: readonly string[], variables: Variables): void {
  let at = 0;
  for (let word = args[at]; word !== undefined && /^[-+]./.test(word); word = args[at]) {
    at++;
    if (word === "--") {
      variables.assign(POSITIONAL, args.slice(at));
      return;
    }
    const takesName = word.endsWith("o");
    if (word.includes("a") || (takesName && args[at] === "allexport")) variables.exportsAll = word.startsWith("-");
    if (takesName) at++;
  }
  if (at < args.length) variables.assign(POSITIONAL, args.slice(at));
}

function shift([count = "1"]: readonly string[], variables: Variables, budget: Budget): void {
  const old = variables.get(POSITIONAL)?.value;
  const isSimple = typeof old === "object" && /^\d{1,6}$/.test(count) && budget.takeExpansion(old.length);
  if (!isSimple) variables.assign(POSITIONAL, UNKNOWN);
  else if (Number(count) <= old.length) variables.assign(POSITIONAL, old.slice(Number(count)));
}
