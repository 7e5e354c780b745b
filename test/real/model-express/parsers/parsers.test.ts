import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runScripts } from "../../../../packages/shell-reading/test/differential/real-shells.ts";
import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import { arbitraryScript } from "../../../injection/peers/arbitrary-command.ts";
import { applied, argvOf, isSwitched, mutate, podWith } from "../../../injection/peers/switched.ts";
import { arbitraryArguments } from "./arbitrary-arguments.ts";
import { findParsers } from "./install-parsers.ts";
import { type CommandLine, type ParserResult, parseAll } from "./parse.ts";

const parsers = findParsers();
const COMMANDS = 150;
const SCRIPTS = 60;

/** The settings that the inserted words change, as Python prints them. */
const PEERS = {
  vllm: { load_format: "'modelexpress'" },
  sglang: { load_format: "'remote_instance'", remote_instance_weight_loader_backend: "'modelexpress'" },
};

function isSglang(argv: readonly string[]): boolean {
  return argv.some((word) => /^(?:dynamo\.)?sglang/.test(word));
}

/** What a parser must make of a changed command: the user's settings, and ours instead of the defaults. */
function withPeers(before: ParserResult, argv: readonly string[]): ParserResult {
  if ("error" in before) return before;
  return { values: { ...before.values, ...(isSglang(argv) ? PEERS.sglang : PEERS.vllm) } };
}

/** The command that the changed container starts. */
function switched(argv: readonly string[]): readonly string[] {
  const pod = podWith({ command: argv, args: undefined });
  return argvOf(applied(pod, mutate(pod)));
}

/** The engines that the pods' scripts start in a real bash. */
async function start(pods: readonly JsonObject[]): Promise<readonly (readonly string[])[]> {
  const scripts = pods.map((pod) => argvOf(pod)[2] ?? "");
  const runs = await runScripts("bash", scripts);
  return runs.flatMap(({ good }) => good);
}

const commandLines = (all: readonly (readonly string[])[]): CommandLine[] => all.map((argv) => ({ argv }));

describe.skipIf(!parsers.isHere)("the engines' own argument parsers", () => {
  test("read the load format that is meant from the changed commands, and all else as before", async () => {
    const before = fc.sample(arbitraryArguments, { numRuns: COMMANDS, seed: 11 });
    const after = before.map(switched);

    const results = await parseAll(parsers, commandLines([...before, ...after]));

    before.forEach((argv, index) => {
      expect(results[index], argv.join(" ")).not.toHaveProperty("error");
      const expected = withPeers(results[index] ?? { error: "none" }, argv);
      expect(results[COMMANDS + index], after[index]?.join(" ")).toEqual(expected);
    });
    expect(after.filter((argv, index) => argv.length > (before[index]?.length ?? 0))).toHaveLength(COMMANDS);
  });

  test("read the same from changed scripts, as bash starts them", async () => {
    const scripts = fc.sample(arbitraryScript, { numRuns: SCRIPTS, seed: 12 });
    const pods = scripts.map((script) =>
      podWith({ command: ["bash", "-c"], args: [script, "zero", "one", "the two"] }),
    );
    const changed = pods.filter((pod) => isSwitched(mutate(pod)));
    const before = await start(changed);
    const after = await start(changed.map((pod) => applied(pod, mutate(pod))));
    expect(after).toHaveLength(before.length);

    const results = await parseAll(parsers, commandLines([...before, ...after]));

    before.forEach((argv, index) => {
      const expected = withPeers(results[index] ?? { error: "none" }, argv);
      expect(results[before.length + index], after[index]?.join(" ")).toEqual(expected);
    });
    const parsed = results.slice(before.length).filter((result) => "values" in result);
    expect(parsed.length).toBeGreaterThan(SCRIPTS / 3);
  });

  test.each([
    ["dynamo.vllm", ["python3", "-m", "dynamo.vllm", "--model", "org/model"]],
    ["vllm serve", ["vllm", "serve", "org/model"]],
    ["dynamo.sglang", ["python3", "-m", "dynamo.sglang", "--model-path", "org/model"]],
    ["sglang serve", ["sglang", "serve", "--model-path", "org/model"]],
    ["sglang.launch_server", ["python3", "-m", "sglang.launch_server", "--model-path", "org/model"]],
  ])("%s: a load format of the user's that comes later wins, in each spelling", async (_, argv) => {
    // As from a variable that the injector cannot read.
    const spellings = [["--load-format", "dummy"], ["--load-format=dummy"], ["--load-form", "dummy"]];
    const all = [...spellings, ...(isSglang(argv) ? [] : [["--load_format=dummy"]])];

    const commands = [...all.map((words) => [...switched(argv), ...words]), ...all.map((words) => [...argv, ...words])];
    const parsed = await parseAll(parsers, commandLines(commands));
    const results = parsed.slice(0, all.length);
    // Dynamo's and vLLM's parsers may refuse abbreviations. Then they refuse them without our words, too.
    const without = parsed.slice(all.length);

    for (const [index, result] of results.entries()) {
      const alone = without[index] ?? { error: "none" };
      if ("error" in alone) expect(result, all[index]?.join(" ")).toEqual(alone);
      else expect("values" in result && result.values["load_format"], all[index]?.join(" ")).toBe("'dummy'");
    }
    expect(without.filter((result) => "values" in result).length).toBeGreaterThanOrEqual(2);
  });

  test("dynamo.trtllm reads the variable, and takes nothing else for it", async () => {
    const argv = ["python3", "-m", "dynamo.trtllm", "--model-path", "org/model"];
    const pod = podWith({ command: argv, args: undefined });
    const [main] = (applied(pod, mutate(pod))["spec"] as { containers: { env: { name: string; value?: string }[] }[] })
      .containers;
    const variable = main?.env.find(({ name }) => name === "DYN_TRTLLM_OVERRIDE_ENGINE_ARGS");
    expect(variable?.value).toBe('{"checkpoint_format":"MX"}');

    const env = { DYN_TRTLLM_OVERRIDE_ENGINE_ARGS: variable?.value ?? "" };
    const [before, after] = await parseAll(parsers, [{ argv }, { argv, env }]);

    if (before === undefined || "error" in before) throw new Error(before?.error);
    const override = `'${variable?.value}'`;
    expect(after).toEqual({ values: { ...before.values, override_engine_args: override } });
  });

  test("know the load formats: SGLang refuses others, vLLM has a loader for ours", async () => {
    const [refused] = await parseAll(parsers, [
      { argv: ["sglang", "serve", "--model-path", "m", "--load-format", "mx"] },
    ]);
    expect(refused).toEqual({ error: expect.stringContaining("invalid choice: 'mx'") });

    const sources = parsers.isHere ? parsers.sources : "";
    const loaders = readFileSync(join(sources, "vllm/model_executor/model_loader/__init__.py"), "utf8");
    expect(loaders).toContain('"modelexpress": ModelExpressModelLoader');
  });
});
