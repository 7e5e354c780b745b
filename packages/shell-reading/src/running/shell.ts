import type { Budget } from "../budget.ts";
import type { Origin } from "../grammar/origin.ts";
import type { Command, Dialect, List, Script, SimpleCommand } from "../grammar/syntax.ts";
import type { Flow } from "../state/flow.ts";
import type { Assumptions } from "../state/given.ts";
import type { State } from "../state/state.ts";

/** A program that would be started. */
export interface StartedCommand {
  /** `UNKNOWN` stands for a part that is not known, `UNKNOWN_WORDS` for any number of words. */
  readonly argv: readonly string[];
  readonly words: readonly StartedWord[];
  /** It is started whatever happens, and not only perhaps. */
  readonly isSure: boolean;
  /** What the script changes of the variables that it gets; nothing stands for one that is unset. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** Variables that nothing defines, and that its words leave out: `$NAME` without a default. */
  readonly gaps: ReadonlySet<string>;
}

/**
 * Where a word is written. Places count through the outermost argv, whose words are one apart: the first begins at 0, the
 * second at the length of the first plus 1.
 */
export interface StartedWord {
  readonly text: string;
  /** Of its first character, quotes included, if all of it is text. */
  readonly start?: number;
  /** Behind its last character, quotes included, if what is written there is one word. */
  readonly end?: number;
  /** The word is written as it is, perhaps in quotes: without escapes and expansions. */
  readonly isPlain?: true;
  /** Of the parts of it that are quoted text: whatever is put into them stays in the word. */
  readonly origin?: Origin;
}

/** Where a command begins: the shell that runs it, in this state. */
export interface Start {
  readonly state: State;
  readonly shell: Shell;
}

/** A command whose words are expanded. */
export interface Call {
  readonly argv: readonly string[];
  readonly words: readonly StartedWord[];
  /** Functions are not looked for, as behind `command`. */
  readonly skipsFunctions?: boolean;
}

/** A shell that runs nothing: it follows a script's variables, and reports each program that it would start. */
export interface Shell {
  readonly dialect: Dialect;
  readonly isBash: boolean;
  readonly budget: Budget;
  readonly assumed: Assumptions;
  /** What the text or the arguments that are run here leave out. */
  readonly gaps: ReadonlySet<string>;
  /** The status of a command is looked at: `set -e` does not count. */
  readonly isTested: boolean;
  /** How many functions and sourced files are around. */
  readonly depth: number;
  /** How many loops are around. */
  readonly loops: number;
  readonly runList: (list: List, state: State, shell: Shell) => Flow;
  readonly runScript: (script: Script, state: State, shell: Shell) => Flow;
  /** Runs commands in a subshell whose state this is. Nothing if it never ends. */
  readonly runSubshell: (script: Script, state: State, shell: Shell) => State | undefined;
  readonly runSimple: (command: SimpleCommand, state: State, shell: Shell) => Flow;
  /** Runs a function's body. */
  readonly runBody: (body: Command, state: State, shell: Shell) => Flow;
  /** Runs a command whose words are expanded. */
  readonly runArgv: (call: Call, state: State, shell: Shell) => Flow;
  /** Starts what is not part of the shell. */
  readonly startProgram: (call: Call, state: State, shell: Shell) => Flow;
  readonly report: (command: StartedCommand) => void;
  /** What stands in front of another shell. */
  readonly reportWrapper: (words: readonly string[]) => void;
}
