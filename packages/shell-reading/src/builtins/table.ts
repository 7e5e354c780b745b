import { Lost } from "../giving-up.ts";
import { decideTest } from "../running/tests.ts";
import { alias, unalias } from "./alias.ts";
import type { Builtin } from "./builtin.ts";
import { breakLoop, continueLoop, evaluateText, exit, returnFrom } from "./control.ts";
import { getopts } from "./getopts.ts";
import { mapfile, read } from "./input.ts";
import { set, shopt } from "./options.ts";
import { echo, printf } from "./output.ts";
import { source } from "./source.ts";
import { cd, letCommand, shift } from "./state.ts";
import { trap } from "./trap.ts";
import { unset } from "./unset.ts";

const succeed: Builtin = () => 0;

const test: Builtin = (args, { shell }) => {
  shell.assumed.look(shell.gaps);
  return toStatus(decideTest(args, shell.isBash));
};

const bracket: Builtin = (args, invocation) => (args.at(-1) === "]" ? test(args.slice(0, -1), invocation) : 2);

function toStatus(answer: ReturnType<typeof decideTest>): 0 | 1 | 2 | undefined {
  if (answer === "invalid") return 2;
  if (answer === undefined) return undefined;
  return answer ? 0 : 1;
}

/** A command with unknown output and status, and no other effect. */
const unknown: Builtin = (_, { state }) => {
  state.write("\uE000");
  return undefined;
};

const lose: Builtin = () => {
  throw new Lost();
};

const wait: Builtin = () => undefined;

/** Builtins of both shells. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [":", succeed],
  ["true", succeed],
  ["false", () => 1],
  ["test", test],
  ["[", bracket],
  ["echo", echo],
  ["printf", printf],
  ["read", read],
  ["set", set],
  ["shift", shift],
  ["unset", unset],
  ["cd", cd],
  ["exit", exit],
  ["return", returnFrom],
  ["break", breakLoop],
  ["continue", continueLoop],
  ["eval", evaluateText],
  [".", source],
  ["trap", trap],
  ["getopts", getopts],
  ["wait", wait],
  ["umask", succeed],
  ["ulimit", succeed],
  ["alias", alias],
  ["unalias", unalias],
  ["hash", unknown],
  ["type", unknown],
  ["pwd", unknown],
  ["times", unknown],
  ["jobs", unknown],
  ["kill", unknown],
  ["fg", unknown],
  ["bg", unknown],
]);

/** Builtins of bash only. */
export const BASH_BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["source", source],
  ["let", letCommand],
  ["mapfile", mapfile],
  ["readarray", mapfile],
  ["shopt", shopt],
  ["pushd", cd],
  ["popd", cd],
  ["dirs", unknown],
  ["disown", unknown],
  ["caller", unknown],
  ["compgen", unknown],
  ["complete", succeed],
  ["history", unknown],
  ["logout", exit],
  ["enable", lose],
  ["bind", succeed],
  ["suspend", lose],
]);

/** POSIX's special builtins: in `sh`, assignments before them are permanent. */
export const SPECIAL = new Set([
  ":",
  ".",
  "break",
  "continue",
  "eval",
  "exec",
  "exit",
  "export",
  "readonly",
  "return",
  "set",
  "shift",
  "times",
  "trap",
  "unset",
]);
export const DECLARATIONS = new Set(["export", "readonly", "local"]);
export const BASH_DECLARATIONS = new Set(["declare", "typeset"]);

/** Whether the command is a builtin. */
export function isBuiltin(name: string, isBash: boolean): boolean {
  if (BUILTINS.has(name) || SPECIAL.has(name) || DECLARATIONS.has(name) || name === "command") return true;
  return isBash && (BASH_BUILTINS.has(name) || BASH_DECLARATIONS.has(name) || name === "builtin");
}
