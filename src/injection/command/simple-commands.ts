import { Budget } from "@model-express-injector/shell-reading/budget.ts";
import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { runScript, runUncalled } from "@model-express-injector/shell-reading/interpreter.ts";
import type { Shell } from "@model-express-injector/shell-reading/shell.ts";
import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { POSITIONAL, Variables } from "@model-express-injector/shell-reading/variables.ts";
import { expandReferences } from "../pod/environment.ts";
import type { ExpansionBudget } from "../pod/expansion-budget.ts";
import type { Container } from "../pod/pod.ts";
import { findEngine } from "./engine.ts";
import { ENGINE_VARIABLES, type EngineVariables } from "./engine-variables.ts";
import { isInert } from "./inert.ts";
import { findNestedShell, type NestedShell } from "./nested-shell.ts";

/** Every program that a container's command starts, as far as it can be told. */
export interface CommandLine {
  /** What Kubernetes starts. */
  readonly argv: readonly string[];
  readonly commands: readonly StartedCommand[];
  /** Those that are known to start nothing. */
  readonly inert: readonly (readonly string[])[];
  /** What stands in front of shells. */
  readonly wrappers: readonly (readonly string[])[];
  /** A part of it could not be read. */
  readonly isUnread: boolean;
  /** None of it was read. */
  readonly isTooLong: boolean;
}

/** A program with its arguments. */
export interface StartedCommand {
  readonly words: readonly string[];
  readonly variables: EngineVariables;
}

type Run = (argv: readonly string[], variables: Variables) => void;

/** A container starts a few programs; what comes after so many is not read. */
const MOST_COMMANDS = 1024;

/** Takes a container's command apart, through any shells that it starts. */
export function simpleCommands(
  container: Container,
  environment: Environment,
  expansion: ExpansionBudget,
): CommandLine {
  const argv = argvOf(container, environment, expansion);
  const budget = new Budget();
  const commands: StartedCommand[] = [];
  const inert: (readonly string[])[] = [];
  const wrappers: (readonly string[])[] = [];
  let left = MOST_COMMANDS;
  const run: Run = (words, variables) => {
    if (left-- <= 0) return;
    if (isInert(words)) {
      inert.push(words);
      return;
    }
    const shell = findNestedShell(words);
    if (shell === undefined) commands.push({ words, variables: engineVariables(words, variables) });
    else {
      wrappers.push(words.slice(0, shell.start));
      budget.nestScript(() => runNested(shell, { variables: variables.child(), budget, run, commands }));
    }
  };
  run(argv, Variables.of(environment));
  return { argv, commands, inert, wrappers, isUnread: budget.isUnread || left < 0, isTooLong: budget.isTooLong };
}

const NONE: EngineVariables = new Map();

function engineVariables(words: readonly string[], variables: Variables): EngineVariables {
  if (findEngine(words) === undefined) return NONE;
  const seen = new Map<string, string>();
  for (const name of ENGINE_VARIABLES) {
    const variable = variables.get(name);
    const value = variable?.isExported === true ? variable.value : undefined;
    if (value !== undefined) seen.set(name, typeof value === "string" ? value : UNKNOWN);
  }
  return seen;
}

/** Without a `command` the image's entrypoint comes first: an unknown word. */
function argvOf({ command, args }: Container, { variables }: Environment, budget: ExpansionBudget): readonly string[] {
  const words = [...command, ...args].map((word) => expandReferences(word, variables, budget));
  return command.length === 0 ? [UNKNOWN, ...words] : words;
}

interface Nested {
  readonly variables: Variables;
  readonly budget: Budget;
  readonly run: Run;
  readonly commands: readonly StartedCommand[];
}

function runNested(nested: NestedShell, { variables, budget, run, commands }: Nested): void {
  for (const [name, value] of nested.assignments) {
    variables.assign(name, value);
    variables.setExported(name, true);
  }
  variables.assign("0", nested.name ?? UNKNOWN);
  variables.assign(POSITIONAL, nested.positional);
  const shell: Shell = {
    variables,
    budget,
    functions: new Map(),
    uncalled: new Set(),
    isSilent: false,
    onCommand: run,
  };
  const before = commands.length;
  runScript(nested.script, shell);
  const hasUncalled = shell.uncalled.size > 0;
  if (hasUncalled && !commands.slice(before).some(({ words }) => findEngine(words) !== undefined)) runUncalled(shell);
}
