import type { Budget } from "../budget.ts";
import type { Origin } from "../grammar/origin.ts";
import type { Command, Dialect, List, Script, SimpleCommand } from "../grammar/syntax.ts";
import type { ProgramVariables } from "../program-variables.ts";
import type { Flow } from "../state/flow.ts";
import type { Assumptions } from "../state/given.ts";
import type { State } from "../state/state.ts";

/** A program that would be started. */
export interface StartedCommand {
  /** `UNKNOWN` is an unknown part of a word, `UNKNOWN_WORDS` any number of words. */
  readonly argv: readonly string[];
  readonly words: readonly StartedWord[];
  /** Whether it is certainly started. */
  readonly isSure: boolean;
  readonly variables: ProgramVariables;
  /** Where it starts: absolute, or relative (`./…`) to where the outermost shell starts; `undefined` if unknown. */
  readonly directory: string | undefined;
  /** Undefined variables that its words refer to without a default (`$NAME`). */
  readonly gaps: ReadonlySet<string>;
}

/**
 * The source location of a word. Offsets count through the outermost argv, with one separator between words: the
 * first word begins at 0, the second at the length of the first plus 1.
 */
export interface StartedWord {
  readonly text: string;
  /** The offset of its first character, quotes included, if all of it is literal. */
  readonly start?: number;
  /** The offset after its last character, quotes included, if it is a single word in the source. */
  readonly end?: number;
  /** Whether the word is literal in the source, perhaps in quotes: without escapes and expansions. */
  readonly isPlain?: true;
  /** The origin of its quoted literal parts. Text that is inserted there stays in the word. */
  readonly origin?: Origin;
}

/** The shell and the state in which a command runs. */
export interface Start {
  readonly state: State;
  readonly shell: Shell;
}

/** A command after the expansion of its words. */
export interface Call {
  readonly argv: readonly string[];
  readonly words: readonly StartedWord[];
  /** Whether functions are skipped, as after `command`. */
  readonly skipsFunctions?: boolean;
}

/**
 * A simulated shell: tracks a script's variables without running anything, and reports each program that it would
 * start.
 */
export interface Shell {
  readonly dialect: Dialect;
  readonly isBash: boolean;
  readonly budget: Budget;
  readonly assumed: Assumptions;
  /** The undefined variables of the text or the arguments that run here. */
  readonly gaps: ReadonlySet<string>;
  /** Whether the status of a command is tested, so that `set -e` does not apply. */
  readonly isTested: boolean;
  /** Whether it is tested by `!`: bash runs the ERR trap all the same. */
  readonly isNegated: boolean;
  /** The nesting depth of functions and sourced files. */
  readonly depth: number;
  /** The variables that are assigned for the calls of functions that are running. */
  readonly temporary: ReadonlySet<string>;
  /** Whether it is a part of a shell that runs in a process of its own: `( … )`, a pipeline, `$( … )`. */
  readonly isSubshell: boolean;
  /** The nesting depth of loops. */
  readonly loops: number;
  readonly runList: (list: List, state: State, shell: Shell) => Flow;
  readonly runScript: (script: Script, state: State, shell: Shell) => Flow;
  /** Runs commands in a subshell with this state; `undefined` if it never ends. */
  readonly runSubshell: (script: Script, state: State, shell: Shell) => State | undefined;
  readonly runSimple: (command: SimpleCommand, state: State, shell: Shell) => Flow;
  /** Runs a function's body. */
  readonly runBody: (body: Command, state: State, shell: Shell) => Flow;
  /** Runs a command after expansion. */
  readonly runArgv: (call: Call, state: State, shell: Shell) => Flow;
  /** Starts an external program. */
  readonly startProgram: (call: Call, state: State, shell: Shell) => Flow;
  readonly report: (command: StartedCommand) => void;
  /** Reports the words before another shell. */
  readonly reportWrapper: (words: readonly string[]) => void;
}
