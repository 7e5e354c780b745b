import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Parsers } from "./install-parsers.ts";

/** A process as a container starts it. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the engine's parser makes of it: its settings as Python prints them, or why it ends. */
export type ParserResult = { readonly values: Readonly<Record<string, string>> } | { readonly error: string };

/** Parses command lines with the engines' own parsers, all in one process. */
export async function parseAll(parsers: Parsers, commands: readonly CommandLine[]): Promise<readonly ParserResult[]> {
  if (!parsers.isHere) throw new Error(parsers.why);
  const child = spawn(parsers.python, [join(import.meta.dirname, "parse.py"), parsers.sources], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  child.stdin.end(JSON.stringify(commands.map(({ argv, env = {} }) => ({ argv, env }))));
  const [results, errors] = await output;
  if (child.exitCode !== 0) throw new Error(`parse.py ended with ${child.exitCode}: ${errors.slice(-2000)}`);
  return JSON.parse(results) as ParserResult[];
}
