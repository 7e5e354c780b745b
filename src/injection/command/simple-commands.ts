import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { type Reading, readCommands } from "@model-express-injector/shell-reading/read-commands.ts";
import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { type ContainerText, expandReferences } from "../pod/environment.ts";
import type { ExpansionBudget } from "../pod/expansion-budget.ts";
import { findEngine } from "./engine.ts";
import { ENGINE_VARIABLES, type EngineVariables } from "./engine-variables.ts";
import { isInert } from "./inert.ts";
import { listChanges, type VariableChange } from "./runtime-variables.ts";

/** The programs that a container's command starts, as far as they are known. */
export interface CommandLine {
  /** The argv that Kubernetes starts. */
  readonly argv: readonly string[];
  readonly commands: readonly StartedCommand[];
  /** Commands that certainly start nothing. */
  readonly inert: readonly (readonly string[])[];
  /** The words before shells. */
  readonly wrappers: readonly (readonly string[])[];
  /** Whether a part could not be read. */
  readonly isUnread: boolean;
  /** Whether most of it was not read. */
  readonly isTooLong: boolean;
  /** Undefined variables that the command uses, which are assumed to be unset. */
  readonly assumedUnset: ReadonlySet<string>;
  /** Those of them that conditions test, without a default. */
  readonly conditions: ReadonlySet<string>;
}

/** A program with its arguments. */
export interface StartedCommand {
  readonly words: readonly string[];
  /** The source location of each word of an engine's command. */
  readonly written: readonly WrittenWord[];
  readonly variables: EngineVariables;
  /** The script's changes to variables that libraries read. */
  readonly changes: readonly VariableChange[];
  /** Absolute, or relative (`./…`) to the container's working directory; `undefined` if unknown. */
  readonly directory: string | undefined;
  /** Undefined variables in the words, which the image may define. */
  readonly gaps: ReadonlySet<string>;
}

/**
 * The source location of a word. Offsets refer to the argv that Kubernetes starts (`shell-reading`, `StartedWord`).
 */
export type WrittenWord = Reading["commands"][number]["words"][number];

/** A container starts a few programs. Further ones are not read. */
const MOST_COMMANDS = 1024;

/**
 * Lists the programs that a container's command starts, through any shells. The containers of a pod share the budget.
 */
export function simpleCommands(
  container: ContainerText,
  environment: Environment,
  budget: ExpansionBudget,
): CommandLine {
  if (measureText(container) > MOST_TEXT) return tooLong(container);
  const argv = expandArgv(container, environment, budget);
  const reading = readCommands(argv, { environment: withoutOurAddress(environment), budget: budget.reading });
  const { assumedUnset, conditions, isExhausted } = reading;
  const started = reading.commands.slice(0, MOST_COMMANDS).map((command) => startedCommand(command, environment));
  return {
    argv,
    commands: started.filter(({ words }) => !isInert(words)),
    inert: started.map(({ words }) => words).filter(isInert),
    wrappers: reading.wrappers.map((words) => words.map(withOneUnknown)),
    isUnread: reading.isUnread || reading.commands.length > MOST_COMMANDS,
    isTooLong: isExhausted,
    assumedUnset,
    conditions,
  };
}

const NONE: EngineVariables = new Map();
const NAMES: ReadonlySet<string> = new Set();

function startedCommand(command: Reading["commands"][number], environment: Environment): StartedCommand {
  const { argv, variables, directory, gaps, words: written } = command;
  const words = argv.map(withOneUnknown);
  const engine = findEngine(words);
  const changes = listChanges(variables, words.slice(0, engine?.start ?? 0));
  if (engine === undefined) return { words, written: [], variables: NONE, changes, directory, gaps };
  const values = new Map<string, string>();
  for (const name of ENGINE_VARIABLES) {
    const value = variables.changes.has(name) ? variables.changes.get(name) : environment.variables.get(name);
    if (value !== undefined) values.set(name, value);
  }
  return { words, written, variables: values, changes, directory, gaps };
}

/** Here it does not matter whether an unknown part may be several words. */
function withOneUnknown(word: string): string {
  return word.replace(/\uE000+/g, UNKNOWN);
}

/** Variables that the container has when its script runs, with values that the injection decides. */
const OURS = ["MODEL_EXPRESS_URL", "MX_SERVER_ADDRESS", "MODEL_EXPRESS_NO_SHARED_STORAGE"];

/** Their values are unknown to scripts, also where an earlier injection has added them, so that both are read alike. */
function withoutOurAddress(environment: Environment): Environment {
  const { variables } = environment;
  if (!OURS.some((name) => variables.has(name))) return environment;
  return { ...environment, variables: new Map([...variables].filter(([name]) => !OURS.includes(name))) };
}

/** Linux limits a word to 128 KiB, and no real command comes near that (`MAX_ARG_STRLEN`). */
const MOST_TEXT = 512 * 1024;
const MOST_SHOWN = 1024;

function measureText({ command, args }: ContainerText): number {
  return [...command, ...args].reduce((sum, word) => sum + word.length + 1, 0);
}

/** Reads only the beginning of each word. */
function tooLong({ command, args }: ContainerText): CommandLine {
  const argv = [...command, ...args].slice(0, MOST_SHOWN).map((word) => word.slice(0, MOST_SHOWN));
  return {
    argv,
    commands: [],
    inert: [],
    wrappers: [],
    isUnread: true,
    isTooLong: true,
    assumedUnset: NAMES,
    conditions: NAMES,
  };
}

/** Without a `command` the image's entry point comes first: an unknown word. */
function expandArgv(
  { command, args }: ContainerText,
  { variables }: Environment,
  budget: ExpansionBudget,
): readonly string[] {
  const words = [...command, ...args].map((word) => expandReferences(word, variables, budget));
  return command.length === 0 ? [UNKNOWN, ...words] : words;
}
