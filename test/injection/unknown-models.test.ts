import { describe, expect, it } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { decide } from "../../src/injection/decide.ts";

function warningsOf(command: readonly string[]): readonly string[] {
  const labels = { "nvidia.com/dynamo-namespace": "d", "nvidia.com/dynamo-component-type": "worker" };
  const annotations = { "modelexpress.nvidia.com/url": "http://mx.example.com:8001" };
  const object = { metadata: { labels, annotations }, spec: { containers: [{ name: "main", command }] } };
  const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
  return decide({ namespace: "n", object }, new MemoryDirectory(), settings).warnings.map(
    ({ code, detail }) => `${code}: ${detail}`,
  );
}

describe("a warning about an unknown model", () => {
  it.each([
    ["sh", "-c", 'TOKEN=s3cr3t; eval "$START --token s3cr3t vllm"'],
    ["sh", "-c", 'python3 -m dynamo.vllm --model "$(fetch s3cr3t)" --hf-token s3cr3t'],
    ["python3", "-m", "dynamo.vllm", "--model", "a/b", "--speculative-config", "{s3cr3t"],
    ["vllm", "serve", "--zz", "s3cr3t", "--hf-token", "s3cr3t"],
  ])("never quotes %s %s %s", (...command) => {
    const warnings = warningsOf(command);
    expect(warnings.join("\n")).toContain("UnknownModel");
    expect(warnings.join("\n")).not.toContain("s3cr3t");
  });

  it.each([
    ["Qwen/Qwen3 0.6B", "is not a model's name, such as org/name"],
    ["org--name", "is not a model's name, such as org/name"],
    ["org/name.", "is not a model's name, such as org/name"],
    ["org/na:me", "is not a model's name, such as org/name"],
    ["$(fetch model)", "known only at run time"],
    ["org/{{ name }}", "known only at run time"],
  ])("tells a wrong name from one that is not known: %s", (name, text) => {
    expect(warningsOf(["python3", "-m", "dynamo.vllm", "--model", name]).join("\n")).toContain(text);
  });

  it("says that a file may name a model", () => {
    const command = ["python3", "-m", "dynamo.trtllm", "--model-path", "a/b", "--extra-engine-args", "/cfg/agg.yaml"];
    expect(warningsOf(command)).toContainEqual(
      "UnknownModel: container main: --extra-engine-args names a file, which may name a model; list it in the annotation models",
    );
  });
});
