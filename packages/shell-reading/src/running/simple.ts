import type { Builtin } from "../builtins/builtin.ts";
import { assign, declare } from "../builtins/declare.ts";
import { BASH_BUILTINS, BASH_DECLARATIONS, BUILTINS, DECLARATIONS, SPECIAL } from "../builtins/table.ts";
import { expandWord, scopeOf } from "../expansion/expand.ts";
import type { Assignment, SimpleCommand, Word } from "../grammar/syntax.ts";
import { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import type { Variable } from "../state/variable.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import { startProgram } from "./programs.ts";
import { redirectShell, withRedirects } from "./redirects.ts";
import type { Call, Shell, Start, StartedWord } from "./shell.ts";

/** Runs a simple command: assignments, a declaration, a function, a builtin or a program. */
export function runSimple(command: SimpleCommand, state: State, shell: Shell): Flow {
  const declaration = declarationIn(command.words, shell);
  if (declaration !== undefined) return runDeclaration(command, declaration, { state, shell });
  const { captures } = state;
  const words = expandArguments(command.words, state, shell);
  if (words.length === 0) return runAssignments(command, captures, { state, shell });
  const argv = words.map(({ text }) => text);
  if (argv[0] === "exec") return runExec(command, words, { state, shell });
  const call: Call = { argv, words };
  return withRedirects(command.redirects, { state, shell }, (inside) =>
    withAssignments(command.assignments, call, { state: inside, shell }),
  );
}

function expandArguments(words: readonly Word[], state: State, shell: Shell): readonly StartedWord[] {
  const scope = scopeOf(state, shell);
  return words.flatMap((word, index): readonly StartedWord[] => {
    const { count } = shell.assumed;
    const fields = expandWord(word, scope);
    // What names the program, or all of a script, is not left out on an assumption.
    const isProgram = index === 0 || (index === 1 && ["exec", "eval", "command"].includes(textOfWord(words[0])));
    if (isProgram && fields.join("") === "" && shell.assumed.count > count) return [{ text: UNKNOWN_WORDS }];
    const [text] = fields;
    const place = fields.length === 1 ? placeOf(word) : undefined;
    return place === undefined || text === undefined ? fields.map((field) => ({ text: field })) : [{ text, ...place }];
  });
}

function textOfWord(word: Word | undefined): string {
  const [part] = word?.parts ?? [];
  return part?.kind === "text" ? part.text : "";
}

/** Where a word is written that is one plain text. */
function placeOf({ parts, start, end }: Word): Omit<StartedWord, "text"> | undefined {
  if (start === undefined || end === undefined || parts.some((part) => part.kind !== "text")) return undefined;
  const [part, ...rest] = parts;
  const origin = part?.kind === "text" && rest.length === 0 ? part.start : undefined;
  return { start, end, ...(origin === undefined ? {} : { origin }) };
}

/** Without a command the assignments stay, and the status is that of the last substitution. */
function runAssignments({ assignments, redirects }: SimpleCommand, captures: number, { state, shell }: Start): Flow {
  return withRedirects(redirects, { state, shell }, (inside) => {
    const scope = scopeOf(inside, shell);
    for (const assignment of assignments) assign(assignment, scope);
    if (inside.captures === captures) inside.status = 0;
    return Flow.next(inside);
  });
}

/** The name of the declaring command, if it is written plainly: then its arguments are assignments. */
function declarationIn(words: readonly Word[], { isBash }: Shell): { name: string; skips: number } | undefined {
  let skips = 0;
  for (const { parts } of words) {
    const [part, ...rest] = parts;
    const name = part?.kind === "text" && rest.length === 0 ? part.text : "";
    if (DECLARATIONS.has(name) || (isBash && BASH_DECLARATIONS.has(name))) return { name, skips };
    if (name !== "command" && !(isBash && name === "builtin")) return undefined;
    skips++;
  }
  return undefined;
}

function runDeclaration(
  { words, assignments, redirects }: SimpleCommand,
  { name, skips }: { name: string; skips: number },
  { state, shell }: Start,
): Flow {
  // Behind `command`, bash takes the arguments for words like any others.
  const rest = words.slice(skips + 1).map((word) => (skips > 0 && shell.isBash ? { parts: word.parts } : word));
  return withRedirects(redirects, { state, shell }, (inside) => {
    const scope = scopeOf(inside, shell);
    if (name === "export" && rest.length > 0 && isOption(rest[0], "f")) {
      inside.functionsExported = true;
      return next(inside, 0);
    }
    const isKept = SPECIAL.has(name) && skips === 0 && !shell.isBash;
    if (isKept) for (const assignment of assignments) assign(assignment, scope);
    const temporary = isKept ? [] : assignments;
    return withTemporary(temporary, { state: inside, shell }, () => next(inside, declare(rest, name, scope)));
  });
}

function isOption(word: Word | undefined, letter: string): boolean {
  const [part] = word?.parts ?? [];
  return part?.kind === "text" && part.text.startsWith("-") && part.text.includes(letter);
}

function next(state: State, status: State["status"]): Flow {
  state.status = status;
  return Flow.next(state);
}

/** The assignments in front hold for this command only; in `sh`, those before a special builtin stay. */
function withAssignments(assignments: readonly Assignment[], call: Call, { state, shell }: Start): Flow {
  const name = call.argv[0] ?? "";
  if (assignments.length === 0) return shell.runArgv(call, state, shell);
  const isFunction = state.functions.get(name) !== undefined;
  if (SPECIAL.has(name) && !shell.isBash && !isFunction) {
    for (const assignment of assignments) assign(assignment, scopeOf(state, shell));
    return shell.runArgv(call, state, shell);
  }
  return withTemporary(assignments, { state, shell }, () => shell.runArgv(call, state, shell));
}

function withTemporary(assignments: readonly Assignment[], { state, shell }: Start, body: () => Flow): Flow {
  if (assignments.length === 0) return body();
  const saved = new Map<string, Variable>();
  const scope = scopeOf(state, shell);
  for (const assignment of assignments) {
    const name = state.variables.resolve(assignment.name) ?? assignment.name;
    if (!saved.has(name)) saved.set(name, state.variables.getOwn(name));
    assign(assignment, scope);
    state.variables.put(name, { ...state.variables.getOwn(name), isExported: true });
  }
  const given = new Map([...saved.keys()].map((name) => [name, state.variables.getOwn(name).value]));
  const flow = body();
  for (const end of flow.ends) {
    const { variables } = flow.get(end) ?? state;
    for (const [name, variable] of saved) {
      // Which of the two a change is made to depends on how it is made.
      const isChanged = variables.getOwn(name).value !== given.get(name);
      variables.put(name, isChanged ? { ...variable, value: UNKNOWN } : variable);
    }
  }
  return flow;
}

/** `exec` puts a program in the shell's place; without one it only redirects. */
function runExec(
  { assignments, redirects }: SimpleCommand,
  words: readonly StartedWord[],
  { state, shell }: Start,
): Flow {
  const rest = skipExecOptions(words);
  if (rest.length === 0) {
    redirectShell(redirects, state, shell);
    return next(state, 0);
  }
  const call: Call = { argv: rest.map(({ text }) => text), words: rest, skipsFunctions: true };
  const flow = withRedirects(redirects, { state, shell }, (inside) =>
    withTemporary(assignments, { state: inside, shell }, () => startProgram(call, inside, shell)),
  );
  const end = flow.takeAll();
  // What the shell trapped is gone with it.
  end?.traps.clear();
  return new Flow().add("exit", end);
}

function skipExecOptions(words: readonly StartedWord[]): readonly StartedWord[] {
  let at = 1;
  for (let word = words[at]?.text ?? ""; /^-[cla]+$/.test(word) || word === "--"; word = words[at]?.text ?? "") {
    at += word.includes("a") ? 2 : 1;
    if (word === "--") break;
  }
  return words.slice(at);
}

/** Runs a command whose words are expanded. */
export function runArgv(call: Call, state: State, shell: Shell): Flow {
  const name = call.argv[0] ?? "";
  shell.budget.spend(call.argv.length);
  const isSpecial = !shell.isBash && SPECIAL.has(name);
  if (call.skipsFunctions !== true && !isSpecial && state.functions.has(name))
    return callFunction(name, call, { state, shell });
  if (name === "command" || (name === "builtin" && shell.isBash)) return runCommandBuiltin(call, { state, shell });
  if (name === "exec")
    return runExec({ kind: "simple", assignments: [], words: [], redirects: [] }, call.words, { state, shell });
  const builtin = BUILTINS.get(name) ?? (shell.isBash ? BASH_BUILTINS.get(name) : undefined);
  if (builtin !== undefined) return runBuiltin(builtin, call, { state, shell });
  if (DECLARATIONS.has(name) || (shell.isBash && BASH_DECLARATIONS.has(name)))
    return declarePlain(call, { state, shell });
  return startProgram(call, state, shell);
}

function runBuiltin(builtin: Builtin, call: Call, { state, shell }: Start): Flow {
  const result = builtin(call.argv.slice(1), { state, shell, scope: scopeOf(state, shell), call });
  return result instanceof Flow ? result : next(state, result);
}

/** `command NAME …`; with `-v` it only looks. */
function runCommandBuiltin(call: Call, { state, shell }: Start): Flow {
  const rest = call.words.slice(call.argv[1] === "-p" || call.argv[1] === "--" ? 2 : 1);
  const [first] = rest;
  if (first === undefined) return next(state, 0);
  if (/^-[vV]+$/.test(first.text)) {
    const name = rest[1]?.text ?? "";
    state.write("\uE000");
    return next(state, BUILTINS.has(name) || state.functions.get(name) !== undefined ? 0 : undefined);
  }
  return shell.runArgv({ argv: rest.map(({ text }) => text), words: rest, skipsFunctions: true }, state, shell);
}

/** A declaration whose name comes from an expansion: its arguments are words like any others. */
function declarePlain({ argv }: Call, { state, shell }: Start): Flow {
  const words = argv
    .slice(1)
    .map((text): Word => ({ parts: [{ kind: "text", text, isQuoted: true, start: undefined }] }));
  return next(state, declare(words, argv[0] ?? "", scopeOf(state, shell)));
}

function callFunction(name: string, { argv }: Call, { state, shell }: Start): Flow {
  const definition = state.functions.get(name);
  if (definition === undefined || !isKnown(name)) {
    // Defined on one way here, and not on the other.
    shell.budget.isUnread = true;
    state.forgetAll();
    return Flow.next(state);
  }
  const outer = state.positional;
  state.positional = argv.slice(1);
  state.variables.enterFunction();
  const flow = shell.runBody(definition.body, state, { ...shell, depth: shell.depth + 1, loops: 0 });
  flow.add("next", flow.take("return"));
  for (const end of flow.ends) {
    const at = flow.get(end);
    if (at === undefined) continue;
    at.variables.leaveFunction();
    at.positional = outer;
  }
  return flow;
}
