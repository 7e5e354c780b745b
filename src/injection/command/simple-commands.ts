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
import { isInert } from "./inert.ts";
import { findNestedShell, type NestedShell } from "./nested-shell.ts";

/** Every program that a container's command starts, as far as it can be told. */
export interface CommandLine {
  /** What Kubernetes starts. */
  readonly argv: readonly string[];
  readonly commands: readonly (readonly string[])[];
  /** A part of it could not be read. */
  readonly isUnread: boolean;
  /** None of it was read. */
  readonly isTooLong: boolean;
}

type Run = (argv: readonly string[], variables: Variables) => void;

/** Takes a container's command apart, through any shells that it starts. */
export function simpleCommands(
  container: Container,
  environment: Environment,
  expansion: ExpansionBudget,
): CommandLine {
  const argv = argvOf(container, environment, expansion);
  const budget = new Budget();
  const commands: (readonly string[])[] = [];
  const run: Run = (words, variables) => {
    if (isInert(words)) return;
    const shell = findNestedShell(words);
    if (shell === undefined) commands.push(words);
    else budget.nestScript(() => runNested(shell, { variables: variables.child(), budget, run, commands }));
  };
  run(argv, Variables.of(environment));
  return { argv, commands, isUnread: budget.isUnread, isTooLong: budget.isTooLong };
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
  readonly commands: readonly (readonly string[])[];
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
  if (hasUncalled && !commands.slice(before).some((argv) => findEngine(argv) !== undefined)) runUncalled(shell);
}
