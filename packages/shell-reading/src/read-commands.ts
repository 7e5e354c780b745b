import { Budget, Exhausted } from "./budget.ts";
import type { Environment } from "./environment.ts";
import { Fatal, Lost } from "./giving-up.ts";
import { runCommand } from "./running/commands.ts";
import { runList, runScript, runSubshell } from "./running/lists.ts";
import { startProgram } from "./running/programs/start.ts";
import type { Shell, StartedCommand, StartedWord } from "./running/shell.ts";
import { runArgv } from "./running/simple/argv.ts";
import { runSimple } from "./running/simple/simple.ts";
import { Assumptions, givenBy, NO_GAPS } from "./state/given.ts";
import { State } from "./state/state.ts";
import { Variables } from "./state/variables.ts";

/** The result of reading an argv. */
export interface Reading {
  /** In the order in which they would start. May contain duplicates. */
  readonly commands: readonly StartedCommand[];
  /** The words before the shells that are started: `timeout 10`, `mpirun -n 8`. */
  readonly wrappers: readonly (readonly string[])[];
  /** Whether a part could not be read: more or other commands may be started. */
  readonly isUnread: boolean;
  /** Whether the budget is used up: anything may be missing. */
  readonly isExhausted: boolean;
  /** Variables that are assumed to be unset, because nothing listed defines them. */
  readonly assumedUnset: ReadonlySet<string>;
  /** Those of them that conditions test, without a default. */
  readonly conditions: ReadonlySet<string>;
}

export interface ReadOptions {
  readonly environment: Environment;
  /** If several commands share a budget, the first ones are read. */
  readonly budget?: Budget;
}

/**
 * Reads an argv as the system would start it, and lists the commands that it, or the script of its shell, would
 * start. Never throws.
 */
export function readCommands(argv: readonly string[], { environment, budget = new Budget() }: ReadOptions): Reading {
  const commands: StartedCommand[] = [];
  const wrappers: (readonly string[])[] = [];
  const assumed = new Assumptions();
  const wasUnread = budget.isUnread;
  budget.isUnread = false;
  try {
    const state = new State(new Variables(givenBy(environment, assumed), budget), budget, argv[0] ?? "");
    startProgram({ argv, words: placedWords(argv) }, state, createShell({ budget, assumed }, commands, wrappers));
  } catch (error) {
    if (!(error instanceof Exhausted || error instanceof Lost || error instanceof Fatal)) throw error;
    budget.isUnread = true;
  }
  const { isUnread } = budget;
  budget.isUnread ||= wasUnread;
  return {
    commands,
    wrappers,
    isUnread,
    isExhausted: budget.isExhausted,
    assumedUnset: assumed.names,
    conditions: assumed.conditions,
  };
}

/** Assigns each word its offsets, with a gap of one between words. */
function placedWords(argv: readonly string[]): readonly StartedWord[] {
  let end = -1;
  return argv.map((text) => {
    const start = end + 1;
    end = start + text.length;
    return { text, start, end, isPlain: true, origin: [{ at: 0, length: text.length, start }] };
  });
}

function createShell(
  { budget, assumed }: Pick<Shell, "budget" | "assumed">,
  commands: StartedCommand[],
  wrappers: (readonly string[])[],
): Shell {
  return {
    dialect: "posix",
    isBash: false,
    budget,
    assumed,
    gaps: NO_GAPS,
    isTested: false,
    isNegated: false,
    depth: 0,
    temporary: new Set(),
    isSubshell: false,
    loops: 0,
    runList,
    runScript,
    runSubshell,
    runSimple,
    runBody: runCommand,
    runArgv,
    startProgram,
    report: (command) => commands.push(command),
    reportWrapper: (words) => wrappers.push(words),
  };
}
