import { UNKNOWN } from "../../environment.ts";
import { type Assignment, assign, readAssignment } from "./assignment.ts";
import type { Budget } from "./budget.ts";
import { arithmeticTargets, BUILTINS } from "./builtin.ts";
import { Chain } from "./chain.ts";
import { declare, isDeclaration } from "./declaration.ts";
import { expandToText, expandWord } from "./expansion.ts";
import { parseScript } from "./parser.ts";
import type { AndOr, Command, List, Pipeline } from "./syntax.ts";
import { type Change, POSITIONAL, type Variables } from "./variables.ts";

/** A shell that carries nothing out: it follows a script's variables, and reports each program that it would start. */
export interface Shell {
  readonly variables: Variables;
  readonly budget: Budget;
  readonly functions: Map<string, Command>;
  /** Those that nothing has called yet. */
  readonly uncalled: Set<string>;
  /** Nothing is reported. */
  readonly isSilent: boolean;
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

/** Follows the functions that the script itself never calls: a trap may, or a name that nobody knows. */
export function runUncalled(shell: Shell): void {
  shell.variables.assign(POSITIONAL, UNKNOWN);
  for (const name of shell.uncalled) {
    const body = shell.functions.get(name);
    if (body !== undefined) runBranches([() => runCommand(body, shell)], shell);
  }
}

function runList(list: List, shell: Shell): void {
  for (const andOr of list) runAndOr(andOr, shell);
}

function runAndOr({ members, isBackground }: AndOr, shell: Shell): void {
  if (isBackground) inSubshell(() => runMembers(members, shell), shell);
  else runMembers(members, shell);
}

/** What stands behind `||` is a branch of its own; what stands behind `&&` holds until the list or a `||` ends it. */
function runMembers(members: AndOr["members"], shell: Shell): void {
  const chain = new Chain(shell.variables);
  for (const { operator, isNegated, pipeline } of members) {
    if (operator === "||") {
      chain.end();
      runBranches([() => runPipeline(pipeline, shell)], shell);
    } else {
      chain.follow();
      runPipeline(pipeline, shell);
      if (!isNegated && isSurePipeline(pipeline)) continue;
    }
    chain.isSure = false;
  }
  chain.end();
}

function runPipeline(pipeline: Pipeline, shell: Shell): void {
  const last = pipeline.length - 1;
  for (const [index, command] of pipeline.entries()) {
    const body = () => runCommand(command, shell);
    if (last === 0) body();
    // Whether the last one runs in a subshell depends on the shell.
    else if (index === last) runBranches([body], shell);
    else inSubshell(body, shell);
  }
}

function runCommand(command: Command, shell: Shell): void {
  if (command.kind === "simple") runSimple(command.words, shell);
  else if (command.kind === "function") defineFunction(command.name, command.body, shell);
  else if (command.kind === "arithmetic") shell.variables.forget(arithmeticTargets(command.text));
  else shell.budget.nest(() => runCompound(command, shell));
}

type Compound = Extract<Command, { kind: "group" | "subshell" | "branches" | "loop" }>;

function runCompound(command: Compound, shell: Shell): void {
  const body = (list: List) => () => runList(list, shell);
  if (command.kind === "group") runList(command.body, shell);
  else if (command.kind === "subshell") inSubshell(body(command.body), shell);
  else if (command.kind === "branches") {
    runList(command.condition, shell);
    runBranches(command.branches.map(body), shell);
  } else runLoop(command, shell);
}

/** What a round assigns the next one sees: a first, silent round tells which variables those are. */
function runLoop({ variable, body }: Extract<Command, { kind: "loop" }>, shell: Shell): void {
  const { variables, isSilent } = shell;
  if (variable !== undefined) variables.forget([variable]);
  variables.record();
  if (!isSilent) variables.unsettle(silently(() => runList(body, { ...shell, isSilent: true }), variables));
  runList(body, shell);
  variables.doubt(variables.undo());
}

function silently(body: () => void, variables: Variables): readonly Change[] {
  variables.record();
  body();
  return variables.undo();
}

/** Each branch begins with the same variables; afterwards those that any of them changed are in doubt. */
function runBranches(branches: readonly (() => void)[], { variables }: Shell): void {
  const changed = branches.flatMap((branch) => {
    variables.record();
    branch();
    return variables.undo();
  });
  variables.doubt(changed);
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
  const argv = isDeclaration(rest) ? [] : rest.flatMap((word) => expandWord(word, shell));
  if (argv.length > 0) start(argv, assignments, shell);
  else for (const assignment of assignments) assign(assignment, shell);
  if (isDeclaration(rest)) declare(rest, shell);
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
  if (builtin !== undefined) builtin(args, shell.variables, shell.budget);
  else if (body !== undefined) callFunction({ name, body, args, assignments }, shell);
  else if (name === "eval") shell.budget.nestScript(() => runScript(args.join(" "), shell));
  else if (!shell.isSilent) shell.onCommand(argv, withAssignments(assignments, shell));
}

interface Call {
  readonly name: string;
  readonly body: Command;
  readonly args: readonly string[];
  readonly assignments: readonly Assignment[];
}

function defineFunction(name: string, body: Command, { functions, uncalled }: Shell): void {
  functions.set(name, body);
  uncalled.add(name);
}

function callFunction({ name, body, args, assignments }: Call, shell: Shell): void {
  const { variables, budget } = shell;
  shell.uncalled.delete(name);
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
