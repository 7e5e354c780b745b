import { type Assignment, assign, readAssignment } from "./assignment.ts";
import { BUILTINS } from "./builtin.ts";
import { declare, isDeclaration } from "./declaration.ts";
import { expandToText, expandWord } from "./expansion.ts";
import type { Shell } from "./shell.ts";
import type { Command } from "./syntax.ts";
import type { Variables } from "./variables.ts";

/** A program or a function to be started, and the assignments in front of it. */
export interface Start {
  readonly argv: readonly string[];
  readonly assignments: readonly Assignment[];
}

/** Commands that are taken to succeed: what follows them with `&&` is under no condition. */
const SURE = new Set(
  ": . true source cd pwd echo printf set shopt export readonly declare typeset local unset mkdir ulimit umask sleep".split(
    " ",
  ),
);

/** Carries out what a simple command does to the variables; what it starts besides is returned. */
export function runSimple(words: readonly string[], shell: Shell): Start | undefined {
  const length = words.reduce((sum, word) => sum + word.length + 1, 0);
  if (!shell.budget.takeWork(length)) return undefined;
  const { assignments, rest } = splitAssignments(words);
  if (isDeclaration(rest)) {
    declare(rest, shell);
    return undefined;
  }
  const argv = rest.flatMap((word) => expandWord(word, shell));
  if (argv.length === 0) for (const assignment of assignments) assign(assignment, shell);
  return runBuiltin(argv, shell) ? undefined : { argv, assignments };
}

/** Whether a simple command cannot fail, for all that matters here. */
export function isSure(command: Command | undefined): boolean {
  if (command?.kind !== "simple") return false;
  const [word] = command.words;
  return word === undefined || SURE.has(word) || readAssignment(word) !== undefined;
}

/** The variables with those in front of a program. */
export function withAssignments({ assignments }: Start, { variables, budget }: Shell): Variables {
  if (assignments.length === 0) return variables;
  const layer = variables.child();
  for (const { name, raw } of assignments) {
    layer.assign(name, expandToText(raw, { variables, budget }));
    layer.setExported(name, true);
  }
  return layer;
}

/** False if it is none. */
function runBuiltin([name, ...args]: readonly string[], { variables, budget }: Shell): boolean {
  const builtin = name === undefined ? () => {} : BUILTINS.get(name);
  builtin?.(args, variables, budget);
  return builtin !== undefined;
}

function splitAssignments(words: readonly string[]): { assignments: readonly Assignment[]; rest: readonly string[] } {
  const assignments: Assignment[] = [];
  for (const word of words) {
    const assignment = readAssignment(word);
    if (assignment === undefined) break;
    assignments.push(assignment);
  }
  return { assignments, rest: words.slice(assignments.length) };
}
