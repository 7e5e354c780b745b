import type { SimpleCommand } from "../../grammar/syntax.ts";
import { Flow } from "../../state/flow.ts";
import { next } from "../next.ts";
import { startProgram } from "../programs/start.ts";
import { redirectShell, withRedirects } from "../redirects.ts";
import type { Call, Start, StartedWord } from "../shell.ts";
import { withTemporary } from "./temporary.ts";

/** `exec` replaces the shell by a program; without one it only redirects. */
export function runExec(
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
  const trap = end?.traps.get("EXIT");
  end?.traps.clear();
  // The replaced shell has no traps. If the program does not exist, the shell exits with its trap.
  if (trap !== undefined) end?.traps.set("EXIT", { ...trap, isSure: false });
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
