import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonObject, objectAt, objectsAt } from "../../../src/kubernetes/json.ts";
import { applied, argvOf, isSwitched, mutate, podWith } from "./switched.ts";

/**
 * The rule of the operator's restore webhook (ai-dynamo/dynamo 2c229c4f, `pod_checkpoint_restore_handler.go`), in our
 * words: a candidate's container starts Python with options that take no value, then `-m` and a worker of Dynamo's.
 * Anything else is denied. The API server calls it before us if its configuration's name comes first, else after us.
 */
function acceptsEntryPoint(pod: JsonObject): boolean {
  const [main = {}] = objectsAt(objectAt(pod, "spec"), "containers");
  if (!Array.isArray(main["command"])) return false;
  const [program = "", ...rest] = argvOf(pod);
  if (!/^(?:.*\/)?python(?:3|3\..*)?$/.test(program)) return false;
  const at = rest.findIndex((word) => !/^-(?:b|bb|B|d|E|i|I|O|OO|P|q|s|S|u|v|vv|x)$/.test(word));
  return rest[at] === "-m" && /^dynamo\.(?:vllm|sglang|trtllm)$/.test(rest[at + 1] ?? "");
}

const CANDIDATE = "nvidia.com/dynamo-checkpoint-restore-candidate";

/** What that webhook makes of a candidate whose snapshot is ready: the marks of a restored pod. */
function restore(pod: JsonObject): JsonObject {
  if (!acceptsEntryPoint(pod)) throw new Error(`denied: ${argvOf(pod).join(" ")}`);
  const metadata = objectAt(pod, "metadata");
  const { [CANDIDATE]: _, ...others } = objectAt(metadata, "annotations");
  const spec = objectAt(pod, "spec");
  const containers = objectsAt(spec, "containers").map((each) => ({
    ...each,
    env: [...objectsAt(each, "env"), { name: "SNAPSHOT_RESTORE_STANDBY", value: "1" }],
  }));
  const annotations = { ...others, "nvidia.com/restore-from": "snapshot" };
  return { ...pod, metadata: { ...metadata, annotations }, spec: { ...spec, containers } };
}

function candidate(command: readonly string[], args?: readonly string[]): JsonObject {
  const pod = podWith({ command, args });
  const metadata = objectAt(pod, "metadata");
  return {
    ...pod,
    metadata: { ...metadata, annotations: { ...objectAt(metadata, "annotations"), [CANDIDATE]: "true" } },
  };
}

const arbitraryCandidate = fc
  .record({
    python: fc.constantFrom("python3", "python", "/opt/venv/bin/python3.12"),
    options: fc.subarray(["-u", "-O", "-B"]),
    engine: fc.constantFrom(
      ["dynamo.vllm", "--model"],
      ["dynamo.sglang", "--model-path"],
      ["dynamo.trtllm", "--model-path"],
    ),
    split: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ python, options, engine, split }) => {
    const argv = [python, ...options, "-m", ...engine, "org/model", "--namespace", "ns"];
    return candidate(argv.slice(0, split), argv.slice(split));
  });

describe("a candidate for a restore", () => {
  test("that starts cold is switched, and what it starts is still what the restore webhook accepts", () => {
    fc.assert(
      fc.property(arbitraryCandidate, (pod) => {
        const mutation = mutate(pod);
        expect(isSwitched(mutation)).toBe(true);
        expect(acceptsEntryPoint(pod)).toBe(true);
        expect(acceptsEntryPoint(applied(pod, mutation))).toBe(true);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test("that the restore webhook has restored before us stays as it is", () => {
    const restored = restore(candidate(["python3", "-m", "dynamo.vllm", "--model", "org/model"]));
    const { decision, operations } = mutate(restored);
    expect(decision).toMatchObject({ outcome: "skip", reason: "RestoreTarget" });
    expect(operations).toEqual([]);
  });

  test("that comes to us first can still be restored, and a second call of ours changes nothing more", () => {
    const pod = candidate(["python3", "-m", "dynamo.vllm", "--model", "org/model"]);
    const restored = restore(applied(pod, mutate(pod)));
    const { decision, operations } = mutate(restored);
    expect(decision).toMatchObject({ outcome: "skip", reason: "RestoreTarget" });
    expect(operations).toEqual([]);
  });

  test("that a script starts is denied with and without us", () => {
    const pod = candidate(["bash", "-c"], ["python3 -m dynamo.vllm --model org/model"]);
    expect([acceptsEntryPoint(pod), acceptsEntryPoint(applied(pod, mutate(pod)))]).toEqual([false, false]);
  });
});
