import { type Assignment, assign, readAssignment } from "./assignment.ts";
import type { Budget } from "./budget.ts";
import { arithmeticTargets, BUILTINS } from "./builtin.ts";
import { declare, isDeclaration } from "./declaration.ts";
import { expandToText, expandWord } from "./expansion.ts";
import { parseScript } from "./parser.ts";
import type { AndOr, Command, List, Pipeline } from "./syntax.ts";
import { POSITIONAL, type Variables } from "./variables.ts";

/** A shell that carries nothing out: it follows a script's variables, and reports each program that it would start. */
export interface Shell {
  readonly variables: Variables;
  readonly budget: Budget;
  readonly functions: Map<string, Command>;
  /** `variables` are the shell's, with what stands in front of the command: `A=b program`. */
  readonly onCommand: (argv: readonly string[], variables: Variables) => void;
}

/** Commands that are taken to succeed: what follows them with `&&` is under no condition. */
const SURE = new Set(
  ": . true source cd pwd echo printf set shopt export readonly declare typeset local unset mkdir ulimit umask sleep".split(
    " ",
  ),
);

/** Follows a script through all its branches. */
export function runScript(text: string, shell: Shell): void {
  if (!shell.budget.takeScript(text.length)) return;
  const { list, isComplete } = parseScript(text);
  if (!isComplete) shell.budget.isUnread = true;
  runList(list, shell);
}

function runList(list: List, shell: Shell): void {
  for (const andOr of list) runAndOr(andOr, shell);
}

function runAndOr({ members, isBackground }: AndOr, shell: Shell): void {
  if (isBackground) return inSubshell(() => runMembers(members, shell), shell);
  runMembers(members, shell);
}

/** What stands behind `||` is a branch of its own; what stands behind `&&` holds until the list or a `||` ends it. */
function runMembers(members: AndOr["members"], { variables, ...rest }: Shell): void {
  const shell = { variables, ...rest };
  let isSure = true;
  let isChained = false;
  const endChain = () => {
    if (isChained) variables.forget(variables.undo());
    isChained = false;
  };
  for (const { operator, pipeline } of members) {
    if (operator === "||") endChain();
    if (operator === "||") isSure = false;
    if (operator === "||") runBranches([() => runPipeline(pipeline, shell)], shell);
    else {
      if (!isSure && !isChained) variables.record();
      isChained ||= !isSure;
      runPipeline(pipeline, shell);
      isSure &&= isSurePipeline(pipeline);
    }
  }
  endChain();
}

function runPipeline(pipeline: Pipeline, shell: Shell): void {
  const [only, ...others] = pipeline;
  if (only !== undefined && others.length === 0) return runCommand(only, shell);
  const last = pipeline.length - 1;
  pipeline.forEach((command, index) => {
    // Whether the last one runs in a subshell depends on the shell.
    if (index === last) runBranches([() => runCommand(command, shell)], shell);
    else inSubshell(() => runCommand(command, shell), shell);
  });
}

function runCommand(command: Command, shell: Shell): void {
  if (command.kind === "simple") return runSimple(command.words, shell);
  if (command.kind === "function") return void shell.functions.set(command.name, command.body);
  if (command.kind === "arithmetic") return shell.variables.forget(arithmeticTargets(command.text));
  shell.budget.nest(() => runCompound(command, shell));
}

type Compound = Extract<Command, { kind: "group" | "subshell" | "branches" | "each" }>;

function runCompound(command: Compound, shell: Shell): void {
  switch (command.kind) {
    case "group":
      return runList(command.body, shell);
    case "subshell":
      return inSubshell(() => runList(command.body, shell), shell);
    case "branches":
      runList(command.condition, shell);
      return runBranches(
        command.branches.map((branch) => () => runList(branch, shell)),
        shell,
      );
    case "each":
      shell.variables.forget([command.variable]);
      return runBranches([() => runList(command.body, shell)], shell);
  }
}

/** Each branch begins with the same variables; afterwards nobody knows those that any of them changed. */
function runBranches(branches: readonly (() => void)[], { variables }: Shell): void {
  const changed = branches.flatMap((branch) => {
    variables.record();
    branch();
    return variables.undo();
  });
  variables.forget(new Set(changed));
}

/** Nothing that happens in a subshell reaches its parent. */
function inSubshell(body: () => void, { variables }: Shell): void {
  variables.record();
  body();
  variables.undo();
}

function runSimple(words: readonly string[], shell: Shell): void {
  const length = words.reduce((sum, word) => sum + word.length + 1, 0);
  if (!shell.budget.takeWork(length)) return;
  const { assignments, rest } = splitAssignments(words);
  if (isDeclaration(rest)) return declare(rest, shell);
  const argv = rest.flatMap((word) => expandWord(word, shell));
  if (argv.length > 0) return start(argv, assignments, shell);
  for (const assignment of assignments) assign(assignment, shell);
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

function start(argv: readonly string[], assignments: readonly Assignment[], shell: Shell): void {
  const [name = "", ...args] = argv;
  const builtin = BUILTINS.get(name);
  const body = shell.functions.get(name);
  if (builtin !== undefined) return builtin(args, shell.variables);
  if (body !== undefined) return callFunction({ body, args, assignments }, shell);
  if (name === "eval") return shell.budget.nestScript(() => runScript(args.join(" "), shell));
  shell.onCommand(argv, withAssignments(assignments, shell));
}

interface Call {
  readonly body: Command;
  readonly args: readonly string[];
  readonly assignments: readonly Assignment[];
}

function callFunction({ body, args, assignments }: Call, shell: Shell): void {
  const { variables, budget } = shell;
  const positional = variables.get(POSITIONAL)?.value;
  variables.enterFunction();
  for (const assignment of assignments) {
    variables.declareLocal(assignment.name);
    assign(assignment, shell);
  }
  variables.assign(POSITIONAL, args);
  budget.nest(() => runCommand(body, shell));
  variables.assign(POSITIONAL, positional);
  variables.leaveFunction();
}

function withAssignments(assignments: readonly Assignment[], { variables, budget }: Shell): Variables {
  if (assignments.length === 0) return variables;
  const layer = variables.child();
  for (const { name, raw } of assignments) {
    layer.assign(name, expandToText(raw, { variables, budget }));
    layer.setExported(name, true);
  }
  return layer;
}

function isSurePipeline([command, ...others]: Pipeline): boolean {
  if (command?.kind !== "simple" || others.length > 0) return false;
  const [word] = command.words;
  return word === undefined || SURE.has(word) || readAssignment(word) !== undefined;
}
