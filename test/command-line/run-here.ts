import picocolors from "picocolors";
import type { Terminal } from "../../src/command-line/terminal.ts";
import { runProgram } from "../../src/program.ts";

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process; any exception is a bug. */
export async function runHere(args: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    out: (text) => void out.push(text),
    file: (text) => void out.push(text),
    err: (text) => void err.push(text),
    colors: picocolors.createColors(false),
    isInteractive: false,
    isWatched: false,
  };
  const code = await runProgram(args, terminal);
  return { code, out: out.join(""), err: err.join("") };
}
