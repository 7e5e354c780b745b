import { declare } from "../../builtins/declare.ts";
import { BASH_DECLARATIONS, DECLARATIONS, SPECIAL } from "../../builtins/table.ts";
import { assign } from "../../expansion/assignments.ts";
import { toScope } from "../../expansion/expand.ts";
import { Lost } from "../../giving-up.ts";
import type { SimpleCommand, Word } from "../../grammar/syntax.ts";
import type { Flow } from "../../state/flow.ts";
import type { State } from "../../state/state.ts";
import type { Status } from "../../state/status.ts";
import { next } from "../next.ts";
import { withRedirects } from "../redirects.ts";
import type { Call, Shell, Start } from "../shell.ts";
import { readLiteral } from "./read-literal.ts";
import { survive } from "./survive.ts";
import { withTemporary } from "./temporary.ts";

/** The name of the declaring command, if it is literal: then its arguments are parsed as assignments. */
export function declarationIn(words: readonly Word[], { isBash }: Shell): { name: string; skips: number } | undefined {
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

export function runDeclaration(
  { words, assignments, redirects }: SimpleCommand,
  { name, skips }: { name: string; skips: number },
  { state, shell }: Start,
): Flow {
  // After `command`, bash treats the arguments as ordinary words.
  const rest = words.slice(skips + 1).map((word) => (skips > 0 && shell.isBash ? { parts: word.parts } : word));
  return withRedirects(redirects, { state, shell }, (inside) => {
    const scope = toScope(inside, shell);
    if (name === "export" && rest.length > 0 && isOption(rest[0], "f")) {
      return next(inside, exportFunctions(rest.slice(1).map(readLiteral), inside));
    }
    const isTolerant = skips > 0 && !shell.isBash;
    const isKept = SPECIAL.has(name) && skips === 0 && !shell.isBash;
    if (isKept) for (const assignment of assignments) assign(assignment, scope);
    const temporary = isKept ? [] : assignments;
    shell.budget.spend(temporary.length * rest.length);
    if (temporary.some((assignment) => rest.some((word) => readLiteral(word) === assignment.name))) throw new Lost();
    return withTemporary(temporary, { state: inside, shell }, () =>
      next(inside, isTolerant ? survive(() => declare(rest, name, scope)) : declare(rest, name, scope)),
    );
  });
}

function exportFunctions(names: readonly string[], state: State): Status {
  const known = names.filter((name) => state.functions.has(name));
  state.budget.spend(names.length + state.exportedFunctions.size);
  state.exportedFunctions = new Map([...state.exportedFunctions, ...known.map((name) => [name, true] as const)]);
  if (known.length < names.length) return 1;
  return known.some((name) => state.functions.get(name) === undefined) ? undefined : 0;
}

function isOption(word: Word | undefined, letter: string): boolean {
  const text = readLiteral(word);
  return text.startsWith("-") && text.includes(letter);
}

/** Runs a declaration whose name comes from an expansion: its arguments are ordinary words. */
export function declarePlain({ argv }: Call, { state, shell }: Start): Flow {
  const words = argv
    .slice(1)
    .map((text): Word => ({ parts: [{ kind: "text", text, isQuoted: true, start: undefined }] }));
  return next(state, declare(words, argv[0] ?? "", toScope(state, shell)));
}
