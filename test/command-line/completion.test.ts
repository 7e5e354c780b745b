import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CompletedFlag, completedCommands } from "../../src/command-line/completion/command-tree.ts";
import { completionScript, SHELLS } from "../../src/command-line/completion/scripts.ts";
import type { Terminal } from "../../src/command-line/terminal.ts";
import { buildProgram } from "../../src/program.ts";

const program = buildProgram({} as Terminal, () => undefined);
const commands = completedCommands(program);
const NAMES = program.commands.map((command) => command.name());
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  for (const shell of SHELLS) writeFileSync(join(folder, shell), completionScript(shell, commands));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Bash's completions of the last word. */
function offered(...words: readonly string[]): readonly string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  const script = `source ${join(folder, "bash")}; COMP_WORDS=(model-express-injector ${line}); COMP_CWORD=${words.length}
    _model_express_injector; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8", cwd: folder });
  expect(stderr).toBe("");
  return stdout.trim().split("\n");
}

describe("bash completes", () => {
  test("the command that its script registers", () => {
    const script = `source ${join(folder, "bash")}; complete -p model-express-injector`;
    const { stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect(stdout).toBe("complete -o bashdefault -o default -F _model_express_injector model-express-injector\n");
  });

  test("commands", () => {
    expect(offered("")).toEqual(NAMES);
    expect(offered("co")).toEqual(["controller", "completion"]);
  });

  test.each(program.commands.map((command) => [command.name(), command.options] as const))(
    "every flag of %s that is not hidden",
    (name, options) => {
      const flags = options.filter(({ hidden }) => !hidden).flatMap(({ short, long }) => [short, long]);
      expect(offered(name, "-")).toEqual(
        expect.arrayContaining(flags.filter((flag) => flag !== undefined && flag !== null)),
      );
    },
  );

  test("closed lists of values, files, and the kinds of explain", () => {
    expect(offered("inject", "-o", "")).toEqual(["yaml", "json", "patch", "diff"]);
    expect(offered("webhook", "--log-level", "w")).toEqual(["warn"]);
    expect(offered("inject", "--output", "=", "d")).toEqual(["diff"]);
    expect(offered("inject", "--output", "=")).toEqual(["yaml", "json", "patch", "diff"]);
    // Readline's own completion is used for files.
    expect(offered("inject", "-f", "fi")).toEqual([""]);
    expect(offered("inject", "--namespace", "")).toEqual([""]);
    expect(offered("explain", "")).toEqual(expect.arrayContaining(["pod", "graph", "--filename"]));
    expect(offered("completion", "")).toEqual(expect.arrayContaining(["bash", "zsh", "fish"]));
  });
});

/** How a script writes a flag. */
const WRITTEN = {
  zsh: (flag: string, value: CompletedFlag["value"]) =>
    `'${flag}${value !== "none" && flag.startsWith("--") ? "=" : ""}[`,
  fish: (flag: string) => ` ${flag.replace(/^--/, "-l ").replace(/^-(?=[^l ]$)/, "-s ")}`,
};

test.each(["zsh", "fish"] as const)("the script of %s has every command and flag", (shell) => {
  const script = completionScript(shell, commands);
  for (const { name, flags } of commands) {
    expect(script).toContain(name);
    const written = flags.flatMap(({ names, value }) => names.map((flag) => WRITTEN[shell](flag, value)));
    for (const flag of written) expect(script).toContain(flag);
  }
});
