import { assign, readAssignment } from "./assignment.ts";
import type { Scope } from "./emission.ts";
import { expandWord } from "./expansion.ts";
import type { Variables } from "./variables.ts";

/** Commands whose arguments are read as assignments: without splitting, and with arrays. */
const DECLARATIONS = new Set(["export", "readonly", "declare", "typeset", "local"]);
const NAME = /^[A-Za-z_]\w*$/;

export function isDeclaration(words: readonly string[]): boolean {
  return DECLARATIONS.has(words[0] ?? "");
}

interface Effect {
  readonly exports: boolean | undefined;
  readonly isLocal: boolean;
}

/** Carries out `export NAME=value`, `declare -a NAME=(…)`, and their like. */
export function declare(words: readonly string[], scope: Scope): void {
  const [command, ...rest] = words;
  const options = rest.filter((word) => /^[-+]/.test(word)).join("");
  const effect = { exports: exportOf(command, options), isLocal: command !== "export" && command !== "readonly" };
  for (const word of rest) {
    if (/^[-+]/.test(word)) continue;
    if (readAssignment(word) !== undefined) declareOne(word, effect, scope);
    else for (const field of expandWord(word, scope)) declareField(field, effect, scope);
  }
}

function exportOf(command: string | undefined, options: string): boolean | undefined {
  if (command === "export") return !options.includes("n");
  return options.includes("x") ? true : undefined;
}

function declareOne(word: string, effect: Effect, scope: Scope): void {
  const assignment = readAssignment(word);
  if (assignment === undefined) return;
  if (effect.isLocal) scope.variables.declareLocal(assignment.name);
  assign(assignment, scope);
  setExported(assignment.name, effect, scope.variables);
}

/** A word that is an assignment, or a name, only once it is expanded. */
function declareField(field: string, effect: Effect, { variables }: Scope): void {
  const equals = field.indexOf("=");
  const name = equals < 0 ? field : field.slice(0, equals);
  if (!NAME.test(name)) return;
  if (effect.isLocal && variables.declareLocal(name) && equals < 0) variables.assign(name, undefined);
  if (equals >= 0) variables.assign(name, field.slice(equals + 1));
  setExported(name, effect, variables);
}

function setExported(name: string, { exports }: Effect, variables: Variables): void {
  if (exports !== undefined) variables.setExported(name, exports);
}
