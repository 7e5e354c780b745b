import { assign } from "../expansion/assignments.ts";
import { expandBraces } from "../expansion/braces.ts";
import { expandWord } from "../expansion/expand.ts";
import type { Scope } from "../expansion/scope.ts";
import { Fatal, Lost, ReadonlyAssigned } from "../giving-up.ts";
import type { ArrayItem, Assignment, Word } from "../grammar/syntax.ts";
import type { Status } from "../state/status.ts";
import { isKnown } from "../unknown.ts";
import { checkOptions, type Effect, finish, has, prepare } from "./attributes.ts";

/** Runs `export NAME=value`, `declare -a NAME=(…)`, and similar commands. */
export function declare(words: readonly Word[], command: string, scope: Scope): Status {
  const { state, shell } = scope;
  const expanded = shell.assumed.gapsIn(() => words.flatMap((word) => expandDeclared(word, scope)));
  const { result: all, gaps } = expanded;
  const end = all.findIndex((argument) => typeof argument !== "string" || !/^[-+]./.test(argument));
  const options = all.slice(0, end < 0 ? all.length : end).join("");
  if (!shell.isBash && !["", "-p", "--"].includes(options)) throw new Fatal();
  // Prints variables, and declares none.
  if (has(options, "p") && command !== "export" && command !== "readonly") return undefined;
  const effect = {
    command,
    options: options.replace(/--$/, ""),
    isLocal: isLocal(command, options, state.variables.isInFunction),
  };
  const declared = options.includes("g") ? declareGlobal : declareOne;
  const statuses = end < 0 ? [] : all.slice(end).map((argument) => declared(argument, effect, scope));
  for (const name of all.slice(0, gaps.size > 0 ? undefined : 0).map(readName)) state.setGaps(name, gaps);
  return statuses.findLast((status) => status !== 0) ?? 0;
}

function expandDeclared(word: Word, scope: Scope): readonly (string | Assignment)[] {
  if (word.assignment === undefined) return expandWord(word, scope);
  return [expandAssignment(checkBraces(word, word.assignment, scope), scope)];
}

function readName(argument: string | Assignment): string {
  return typeof argument === "string" ? (assignmentIn(argument)?.name ?? argument) : argument.name;
}

/** Expands the value before the name becomes local: `local NAME=$NAME`. */
function expandAssignment(assignment: Assignment, scope: Scope): Assignment {
  const { value } = assignment;
  if (!("items" in value)) return { ...assignment, value: plainWord(scope.toText(value)) };
  const items = value.items.flatMap((item): readonly ArrayItem[] =>
    item.index === undefined
      ? expandWord(item.value, scope).map((text) => ({ isAppending: false, value: plainWord(text) }))
      : [{ ...item, value: plainWord(scope.toItem(item.value)) }],
  );
  return { ...assignment, value: { items } };
}

function plainWord(text: string): Word {
  return { parts: [{ kind: "text", text, isQuoted: true, start: undefined }] };
}

/** In bash, `export NAME={a,b}` is two assignments. */
function checkBraces(word: Word, assignment: Assignment, { shell }: Scope): Assignment {
  if (shell.isBash && expandBraces(word, shell.budget).length > 1) throw new Lost();
  return assignment;
}

export function isLocal(command: string, options: string, isInFunction: boolean): boolean {
  if (command === "export" || command === "readonly" || !isInFunction) return false;
  return !/-[a-zA-Z]*g/.test(options);
}

const NAME = /^[A-Za-z_]\w*$/;

function declareGlobal(argument: string | Assignment, effect: Effect, scope: Scope): Status {
  const name = readName(argument);
  scope.state.variables.swapGlobal(name);
  const status = declareOne(argument, effect, scope);
  scope.state.variables.swapGlobal(name);
  return status;
}

function declareOne(argument: string | Assignment, effect: Effect, scope: Scope): Status {
  const assignment = typeof argument === "string" ? assignmentIn(argument) : argument;
  const name = assignment?.name ?? (argument as string);
  if (!NAME.test(name)) return refuse(name, scope);
  checkOptions(effect);
  const { state, shell } = scope;
  if (effect.command === "local" && !state.variables.isInFunction) return refuseLocal(assignment, scope);
  checkTemporary(name, effect, scope);
  const isFresh = effect.isLocal && !state.variables.isLocal(name);
  const outer = state.variables.getOwn(name);
  if (isFresh && isHindered(name, scope)) return 1;
  if (effect.isLocal) state.variables.declareLocal(name);
  if (isFresh && shell.isBash)
    state.variables.put(name, {
      value: undefined,
      isExported: outer.isExported,
    });
  // A redeclared reference gets a new target.
  if (has(effect.options, "n")) state.variables.put(name, { ...state.variables.getOwn(name), isReference: false });
  prepare(name, effect, scope);
  if (assignment !== undefined && !assignDeclared(assignment, effect, scope)) return 1;
  finish(name, effect, scope);
  return 0;
}

/** bash makes no variable local that hides a readonly global one; of another function's it depends. */
function isHindered(name: string, { state, shell }: Scope): boolean {
  if (!shell.isBash || state.variables.getOwn(name).isReadonly !== true) return false;
  if (state.variables.isLocalAnywhere(name)) throw new Lost();
  return true;
}

/** After `NAME=VALUE function`, what bash declares of that name may stay beyond the function. */
function checkTemporary(name: string, { isLocal, options }: Effect, { shell }: Scope): void {
  const mayStay = !isLocal || has(options, "x");
  if (shell.isBash && mayStay && shell.temporary.has(name)) throw new Lost();
}

/** Whether the variable is not readonly. Under `set -e`, bash exits after `export` and `readonly` only. */
function assignDeclared(assignment: Assignment, { command }: Effect, scope: Scope): boolean {
  const { exitsOnError } = scope.state.options;
  try {
    assign(assignment, scope);
    return true;
  } catch (error) {
    if (!(error instanceof ReadonlyAssigned)) throw error;
    const isError = command === "export" || command === "readonly";
    if (isError && exitsOnError !== false) throw exitsOnError ? new Fatal() : new Lost();
    return false;
  }
}

function refuse(name: string, { shell }: Scope): Status {
  if (!isKnown(name)) throw new Lost();
  if (!shell.isBash) throw new Fatal();
  return 1;
}

/** Outside of functions the value is expanded and discarded. */
function refuseLocal(assignment: Assignment | undefined, scope: Scope): Status {
  if (!scope.shell.isBash) throw new Fatal();
  if (assignment !== undefined && "parts" in assignment.value) scope.toText(assignment.value);
  return 1;
}

function assignmentIn(text: string): Assignment | undefined {
  const equals = text.indexOf("=");
  if (equals < 0) return undefined;
  const value: Word = { parts: [{ kind: "text", text: text.slice(equals + 1), isQuoted: true, start: undefined }] };
  const isAppending = text[equals - 1] === "+";
  return { name: text.slice(0, isAppending ? equals - 1 : equals), isAppending, value };
}
