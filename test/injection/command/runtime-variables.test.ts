import { isKnown, UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeChanges } from "../../../src/injection/command/runtime-variables.ts";
import { detect } from "./detect.ts";

const PLACES = ["/data/a", "/data/b"];
const NAMES = ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "HOME", "HF_ENDPOINT", "MODEL_EXPRESS_URL"];

/** Ways to set a variable for the engine that follows. */
const SETTINGS: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `export ${name}=${value}; `,
  (name, value) => `export ${name}='${value}' OTHER=1\n`,
  (name, value) => `${name}=${value}; export ${name}; `,
  (name, value) => `set -a; ${name}=${value}; `,
  (name, value) => `D=${value}; export ${name}="$D" && `,
  (name, value) => `f() { export ${name}=${value}; }; f; `,
  (name, value) => `export ${name}=/wrong; export ${name}=${value}; `,
  (name, value) => `${name}=${value} `,
  (name, value) => `exec env ${name}=${value} `,
  (name, value) => `nohup env X=1 ${name}=${value} `,
  (name, value) => `sudo -E ${name}=${value} numactl -m 0 `,
  (name, value) => `mpirun -n 2 -x PATH -x ${name}=${value} `,
  (name, value) => `timeout 1h env -u X ${name}=/wrong ${name}=${value} `,
];

const changesOfScript = (script: string) => new Map(detect({ command: ["/bin/bash", "-c", script] }).changes ?? []);

describe("what a script sets before its engine", () => {
  test("is known, however it is set", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.constantFrom(...PLACES),
        fc.constantFrom(...SETTINGS),
        fc.constantFrom("vllm serve org/a", "python3 -m dynamo.sglang --model-path org/a"),
        (name, value, set, engine) => {
          const changes = changesOfScript(set(name, value) + engine);
          expect([...changes].filter(([one]) => one === name)).toEqual([[name, value]]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ["a variable that only one of two engines gets", "HF_HOME=/a vllm serve org/a & vllm serve org/b", UNKNOWN],
    ["two engines that differ", "HF_HOME=/a vllm serve org/a & HF_HOME=/b vllm serve org/b", UNKNOWN],
    ["two engines that agree", "HF_HOME=/a vllm serve org/a & HF_HOME=/a vllm serve org/b", "/a"],
    ["the output of a program", "export HF_HOME=$(find-home); vllm serve org/a", UNKNOWN],
    ["a condition", "[ -d /nvme ] && export HF_HOME=/nvme; vllm serve org/a", UNKNOWN],
  ])("%s", (_, script, value) => {
    const found = changesOfScript(script).get("HF_HOME") ?? "";
    expect(isKnown(found) ? found : UNKNOWN).toBe(value);
  });

  test.each([
    ["what other programs get", "HF_HOME=/a sleep 1; vllm serve org/a"],
    ["what is only printed", 'echo "HF_HOME=$HF_HOME"; vllm serve org/a'],
    ["what the engine does not read", "export FOO=1; vllm serve org/a"],
  ])("leaves out %s", (_, script) => {
    expect([...changesOfScript(script)]).toEqual([]);
  });

  test.each([
    "unset HF_HUB_CACHE; vllm serve org/a",
    "env -u HF_HUB_CACHE vllm serve org/a",
    "nice env --unset=HF_HUB_CACHE vllm serve org/a",
    "export -n HF_HUB_CACHE; vllm serve org/a",
  ])("is unset by %s", (script) => {
    const changes = changesOfScript(script);
    expect([...changes]).toEqual([["HF_HUB_CACHE", undefined]]);
  });
});

test("merging is independent of the order of engines", () => {
  const change = fc.tuple(fc.constantFrom("A", "B"), fc.constantFrom("1", "2", undefined));
  const engine = fc.uniqueArray(change, { selector: ([name]) => name });
  fc.assert(
    fc.property(fc.array(engine, { minLength: 1, maxLength: 4 }), (engines) => {
      const merged = new Map(mergeChanges(engines));
      expect(new Map(mergeChanges(engines.toReversed()))).toEqual(merged);
      for (const [name, value] of merged) {
        const isAgreed = engines.every((one) => one.some(([other, its]) => other === name && its === value));
        expect(isAgreed || value === UNKNOWN).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
