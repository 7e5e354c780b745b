import { assign } from "./assignment.ts";
import { arithmeticTargets } from "./builtin.ts";
import { Chain } from "./chain.ts";
import { inLoop, inSubshell, runBranches } from "./conditions.ts";
import { parseScript } from "./parser.ts";
import type { Shell } from "./shell.ts";
import { isSure, runSimple, type Start, withAssignments } from "./simple-command.ts";
import type { AndOr, Command, List, Pipeline } from "./syntax.ts";
import { UNKNOWN } from "./unknown.ts";
import { POSITIONAL } from "./variables.ts";

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
    if (body !== undefined) runBranches([() => runCommand(body, shell)], shell.variables);
  }
}

function runList(list: List, shell: Shell): void {
  for (const andOr of list) runAndOr(andOr, shell);
}

function runAndOr({ members, isBackground }: AndOr, shell: Shell): void {
  if (isBackground) inSubshell(() => runMembers(members, shell), shell.variables);
  else runMembers(members, shell);
}

/** What stands behind `||` is a branch of its own; what stands behind `&&` holds until the list or a `||` ends it. */
function runMembers(members: AndOr["members"], shell: Shell): void {
  const chain = new Chain(shell.variables);
  for (const { operator, isNegated, pipeline } of members) {
    if (operator === "||") {
      chain.end();
      runBranches([() => runPipeline(pipeline, shell)], shell.variables);
    } else {
      chain.follow();
      runPipeline(pipeline, shell);
      if (!isNegated && pipeline.length === 1 && isSure(pipeline[0])) continue;
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
    else if (index === last) runBranches([body], shell.variables);
    else inSubshell(body, shell.variables);
  }
}

function runCommand(command: Command, shell: Shell): void {
  if (command.kind === "simple") runWords(command.words, shell);
  else if (command.kind === "function") defineFunction(command.name, command.body, shell);
  else if (command.kind === "arithmetic") shell.variables.forget(arithmeticTargets(command.text));
  else shell.budget.nest(() => runCompound(command, shell));
}

function runWords(words: readonly string[], shell: Shell): void {
  const program = runSimple(words, shell);
  if (program !== undefined) start(program, shell);
}

type Compound = Extract<Command, { kind: "group" | "subshell" | "branches" | "loop" }>;

function runCompound(command: Compound, shell: Shell): void {
  const body = (list: List) => () => runList(list, shell);
  if (command.kind === "group") runList(command.body, shell);
  else if (command.kind === "subshell") inSubshell(body(command.body), shell.variables);
  else if (command.kind === "branches") {
    runList(command.condition, shell);
    runBranches(command.branches.map(body), shell.variables);
  } else runLoop(command, shell);
}

function runLoop({ variable, body }: Extract<Command, { kind: "loop" }>, shell: Shell): void {
  if (variable !== undefined) shell.variables.forget([variable]);
  const silent = shell.isSilent ? undefined : () => runList(body, { ...shell, isSilent: true });
  inLoop(() => runList(body, shell), silent, shell.variables);
}

function start(program: Start, shell: Shell): void {
  const [name = "", ...args] = program.argv;
  const body = shell.functions.get(name);
  if (body !== undefined) callFunction(body, program, shell);
  else if (name === "eval") shell.budget.nestScript(() => runScript(args.join(" "), shell));
  else if (!shell.isSilent) shell.onCommand(program.argv, withAssignments(program, shell));
}

function defineFunction(name: string, body: Command, { functions, uncalled }: Shell): void {
  functions.set(name, body);
  uncalled.add(name);
}

function callFunction(body: Command, { argv, assignments }: Start, shell: Shell): void {
  const { variables, budget } = shell;
  const [name = "", ...args] = argv;
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
