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

  test.each([
    "env -i PATH=/bin vllm serve org/a",
    "exec env - vllm serve org/a",
    "env --ignore-environment bash -c 'vllm serve org/a'",
    "env -i bash -c 'timeout 9 vllm serve org/a'",
    "timeout 9 env -i vllm serve org/a",
    "sudo -u dynamo vllm serve org/a",
    "sudo -u dynamo bash -c 'cd /tmp; vllm serve org/a'",
    "sudo --preserve-env=HF_TOKEN vllm serve org/a",
    "runuser -l dynamo -- vllm serve org/a",
    "setpriv --reset-env vllm serve org/a",
    "su - dynamo -- bash -c 'vllm serve org/a'",
    "ssh worker-1 vllm serve org/a",
    "kubectl exec worker-1 -- vllm serve org/a",
    "docker run vllm/vllm-openai vllm serve org/a",
    "srun --export=NONE vllm serve org/a",
    "bwrap --clearenv vllm serve org/a",
  ])("is unset, like all others, by %s", (script) => {
    const changes = changesOfScript(`export HF_HOME=/data/hf; ${script}`);
    expect(changes.has("HF_HUB_CACHE")).toBe(true);
    expect([changes.get("HF_HUB_CACHE"), changes.get("HF_HOME")]).toEqual([undefined, undefined]);
  });

  test.each([
    "sudo -E vllm serve org/a",
    "sudo -nE -u dynamo vllm serve org/a",
    "sudo --preserve-env vllm serve org/a",
    "sudo --preserve-env=HF_TOKEN,HF_HUB_CACHE vllm serve org/a",
    "sudo true; vllm serve org/a",
    "sudo bash -c 'mkdir /x'; vllm serve org/a",
    "env -i true; vllm serve org/a",
    "runuser -u dynamo -- vllm serve org/a",
    "setpriv --reuid 1000 vllm serve org/a",
    "srun --export=ALL vllm serve org/a",
  ])("is kept by %s", (script) => {
    expect(changesOfScript(script).has("HF_HUB_CACHE")).toBe(false);
  });

  test("is what a program without other variables gets", () => {
    const changes = changesOfScript("env -i HF_HUB_CACHE=/data/hub vllm serve org/a");
    expect(changes.get("HF_HUB_CACHE")).toBe("/data/hub");
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
