import { join } from "node:path";
import picocolors from "picocolors";
import { afterEach, describe, expect, test, vi } from "vitest";
import { explain } from "../../src/command-line/explain/explain.ts";
import { processTerminal } from "../../src/command-line/terminal.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { readMountedScript } from "../../src/configuration/pull-script.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { EXAMPLES } from "./run.ts";

const script = readMountedScript();
const settings = toSettings(loadConfig(undefined, {}), script.text, script);

/** The overview of the example's graph, which comes before the details. */
function overview(columns: number | undefined, isColored = false): readonly string[] {
  const out: string[] = [];
  const terminal = {
    ...{ out: (text: string) => void out.push(text), file: () => {}, err: () => {} },
    ...{ colors: picocolors.createColors(isColored), isInteractive: true, isWatched: false, columns },
  };
  const files = [join(EXAMPLES, "graph.yaml")];
  explain({ files, cluster: [], settings, namespace: "default", output: "text" }, terminal);
  return (out.join("").split("\n\n")[1] ?? "").trimEnd().split("\n");
}

const ROWS = ["  Frontend    1 pod   SharedCache", "  VllmWorker  2 pods  SharedPull  pulls Qwen/Qwen3-0.6B"] as const;

describe("the overview of a graph", () => {
  test.each([undefined, 200, 80, ROWS[1].length])("has a row for each kind of pod on %s columns", (columns) => {
    expect(overview(columns)).toEqual(ROWS);
  });

  test.each([ROWS[1].length - 1, 40])(
    "has a block for each kind of pod on %i columns, in which no line is wider",
    (columns) => {
      const lines = overview(columns);
      expect(lines).toEqual([
        ...["  Frontend", "    1 pod", "    SharedCache"],
        ...["  VllmWorker", "    2 pods", "    SharedPull", "    pulls Qwen/Qwen3-0.6B"],
      ]);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    },
  );

  test.each([54, 40])("is as wide with colours as without: %i columns", (columns) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
    const plain = overview(columns, true).map((line) => line.replaceAll(/\u001b\[[0-9;]*m/g, ""));
    expect(plain).toEqual(overview(columns));
  });
});

describe("colours", () => {
  const { isTTY } = process.stdout;
  afterEach(() => {
    vi.unstubAllEnvs();
    process.stdout.isTTY = isTTY;
  });

  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [true, { TERM: "dumb" }, false],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "true", NO_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "0" }, false],
    [false, { FORCE_COLOR: "false" }, false],
  ])("on a terminal (%s) with %j: %s", (isTerminal, env, expected) => {
    for (const name of ["NO_COLOR", "FORCE_COLOR"]) vi.stubEnv(name, undefined);
    vi.stubEnv("TERM", "xterm");
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    process.stdout.isTTY = isTerminal;
    expect(processTerminal().colors.isColorSupported).toBe(expected);
  });
});
