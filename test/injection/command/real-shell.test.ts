import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Budget } from "@model-express-injector/shell-reading/budget.ts";
import { runScript } from "@model-express-injector/shell-reading/interpreter.ts";
import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { POSITIONAL as ALL, Variables } from "@model-express-injector/shell-reading/variables.ts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  arbitraryBashScript,
  arbitraryConditionalScript,
  arbitraryScript,
  POSITIONAL,
  VARIABLES,
} from "./arbitrary-script.ts";

const RUNS = 150;

type Commands = readonly (readonly string[])[];

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "real-shell-"));
  const program = join(directory, "vllm");
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\0' "$#" "$@" >>"$OUTPUT"\n`);
  chmodSync(program, 0o755);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What a real shell starts `vllm` with, for each script. All run in one process, which starts the shells. */
function realCommands(shell: string, scripts: readonly string[]): readonly Commands[] {
  const path = (index: number, end: string) => join(directory, `${shell}-${index}${end}`);
  scripts.forEach((script, index) => {
    writeFileSync(path(index, ".sh"), script);
    writeFileSync(path(index, ".out"), "");
  });
  const driver = `for i in $(seq 0 ${scripts.length - 1}); do
    OUTPUT="$1-$i.out" "$2" -c "$(cat "$1-$i.sh")" zero ${POSITIONAL.map((word) => `'${word}'`).join(" ")}
  done`;
  const env = { ...VARIABLES, PATH: `${directory}:${process.env["PATH"]}` };
  const result = spawnSync("/bin/sh", ["-c", driver, "driver", join(directory, shell), shell], {
    env,
    cwd: directory,
    // With a socket there, bash takes itself for a remote shell, and reads ~/.bashrc.
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(result.error).toBeUndefined();
  return scripts.map((_, index) => readCommands(readFileSync(path(index, ".out"), "utf8")));
}

function readCommands(output: string): Commands {
  const words = output.split("\0");
  const commands: string[][] = [];
  for (let at = 0; at < words.length - 1; at += Number(words[at]) + 1) {
    commands.push(words.slice(at + 1, at + 1 + Number(words[at])));
  }
  return commands;
}

function ourCommands(script: string): Commands {
  const variables = Variables.of({ variables: new Map(Object.entries(VARIABLES)), isOpen: false });
  variables.assign(ALL, POSITIONAL);
  const commands: (readonly string[])[] = [];
  const onCommand = (argv: readonly string[]) => {
    if (argv[0] === "vllm") commands.push(argv.slice(1));
  };
  runScript(script, {
    variables,
    budget: new Budget(),
    functions: new Map(),
    uncalled: new Set(),
    isSilent: false,
    onCommand,
  });
  return commands;
}

const isMissing = (shell: string) => spawnSync(shell, ["-c", ":"]).error !== undefined;

const missing = ["bash", "dash"].filter(isMissing);
for (const shell of missing) console.warn(`SKIPPED: there is no ${shell} here to compare with`);

describe.each([
  { shell: "bash", grammar: "POSIX", arbitrary: arbitraryScript },
  { shell: "bash", grammar: "its own", arbitrary: arbitraryBashScript },
  { shell: "dash", grammar: "POSIX", arbitrary: arbitraryScript },
])("$shell, with $grammar grammar,", ({ shell, arbitrary }) => {
  it.skipIf(missing.includes(shell))("starts programs with the same words as ours", () => {
    const scripts = fc.sample(arbitrary, { numRuns: RUNS, seed: 1 });
    const real = realCommands(shell, scripts);
    scripts.forEach((script, index) => {
      expect({ script, commands: ourCommands(script) }).toEqual({ script, commands: real[index] });
    });
  });
});

describe.each(["bash", "dash"])("%s, under conditions,", (shell) => {
  it.skipIf(missing.includes(shell))("starts programs with words that ours allows for", () => {
    const scripts = fc.sample(arbitraryConditionalScript, { numRuns: RUNS, seed: 2 });
    const real = realCommands(shell, scripts);
    scripts.forEach((script, index) => {
      const ours = ourCommands(script);
      for (const command of real[index] ?? []) {
        const isAllowed = ours.some((one) => allows(one, command));
        expect({ script, ours, command, isAllowed }).toMatchObject({ isAllowed: true });
      }
    });
  });
});

function allows(ours: readonly string[], real: readonly string[]): boolean {
  return ours.length === real.length && ours.every((word, index) => word.includes(UNKNOWN) || word === real[index]);
}
