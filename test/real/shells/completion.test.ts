import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { completedCommands } from "../../../src/command-line/completion/command-tree.ts";
import { completionScript, SHELLS } from "../../../src/command-line/completion/scripts.ts";
import type { Terminal } from "../../../src/command-line/terminal.ts";
import { buildProgram } from "../../../src/program.ts";
import { isInstalled } from "../model-express/pull/shells.ts";

const commands = completedCommands(buildProgram({} as Terminal, () => undefined));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  for (const shell of SHELLS) writeFileSync(join(folder, shell), completionScript(shell, commands));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What stands on the line after a Tab, in an interactive shell on a terminal. */
async function typed(start: string, line: string): Promise<string> {
  const work = join(folder, "work");
  const child = spawn("script", ["-qec", start, "/dev/null"], {
    cwd: work,
    env: { PATH: process.env["PATH"], HOME: folder, TERM: "xterm", INPUTRC: "/dev/null", ZDOTDIR: folder, PS1: "> " },
  });
  let screen = "";
  child.stdout.on("data", (chunk: Buffer) => (screen += chunk));
  child.stdin.on("error", () => undefined);
  const shows = (text: string) => vi.waitFor(() => expect(screen).toContain(text), { timeout: 60_000 });
  try {
    child.stdin.write("echo read''y\n");
    await shows("ready");
    // It is printed with its arguments, one in a pair of brackets.
    child.stdin.write(`${line}\t\n`);
    await shows("<end>");
    return /<((?:(?!<end>).)*)><end>/s.exec(screen)?.[1] ?? "";
  } finally {
    child.kill("SIGKILL");
  }
}

/** A command of this name, which prints its last argument. */
function writeStandIn(): void {
  const program = join(folder, "work", "model-express-injector");
  writeFileSync(program, '#!/bin/sh\nfor last; do :; done\nprintf "<%s><end>\\n" "$last"\n', { mode: 0o755 });
  for (const name of ["my pod.yaml", "a:b.yaml", "plain.yaml", "w*ild.yaml"])
    writeFileSync(join(folder, "work", name), "");
}

const SHELL_STARTS = {
  bash: (script: string) => `bash --rcfile ${script} -i`,
  zsh: () => "zsh -i",
};

describe.runIf(isInstalled("script")).each(["bash", "zsh"] as const)("on a terminal, %s completes", (shell) => {
  beforeAll(() => {
    mkdirSync(join(folder, "work"), { recursive: true });
    writeStandIn();
    writeFileSync(
      join(folder, ".zshrc"),
      `PS1='> '; autoload -U compinit; compinit -u -D; source ${join(folder, "zsh")}\n`,
    );
    writeFileSync(join(folder, "bashrc"), `PS1='> '; source ${join(folder, "bash")}\n`);
  });

  test.runIf(isInstalled(shell)).each([
    ["a command", "che", "check"],
    ["a kind of explain", "explain po", "pod"],
    ["a flag", "check --conn", "--connect"],
    ["a value", "inject -o d", "diff"],
    ["a value after a sign", "inject --output=d", "--output=diff"],
    ["a file", "inject -f pl", "plain.yaml"],
    ["a file after a sign", "inject --filename=pl", "--filename=plain.yaml"],
    ["a file with a blank", "inject -f my", "my pod.yaml"],
    ["a file in quotes", "inject -f 'my", "my pod.yaml"],
    ["a file with a colon", "inject -f a", "a:b.yaml"],
    ["a file with an escaped colon", "inject -f a\\:", "a:b.yaml"],
    ["a file with a star", "inject -f w", "w*ild.yaml"],
    ["a second file", "inject -f plain.yaml -f my", "my pod.yaml"],
  ])("%s", async (_, line, completed) => {
    const start = SHELL_STARTS[shell](join(folder, "bashrc"));
    expect(await typed(start, `PATH=.:$PATH; model-express-injector ${line}`)).toBe(completed);
  });
});

test.runIf(isInstalled("zsh"))("zsh reads its script", () => {
  const { status, stderr } = spawnSync(
    "zsh",
    [
      "-f",
      "-c",
      `autoload -U compinit; compinit -u -D; source ${join(folder, "zsh")}; print $_comps[model-express-injector]`,
    ],
    { encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test.runIf(isInstalled("fish"))("fish completes commands, flags and values", () => {
  const ask = (line: string): string => {
    const script = `source ${join(folder, "fish")}; complete -C '${line}'`;
    return spawnSync("fish", ["--no-config", "-c", script], { encoding: "utf8" }).stdout;
  };
  expect(ask("model-express-injector che")).toMatch(/^check\t/);
  expect(ask("model-express-injector check --conn")).toMatch(/^--connect\t/);
  expect(
    ask("model-express-injector inject -o ")
      .trim()
      .split("\n")
      .map((line) => line.split("\t")[0]),
  ).toEqual(["diff", "json", "patch", "yaml"]);
});
