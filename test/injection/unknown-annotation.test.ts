import { expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { decide } from "../../src/injection/decide.ts";

test("a warning about an unknown annotation has all that it could mean", () => {
  const labels = { "nvidia.com/dynamo-namespace": "d", "nvidia.com/dynamo-component-type": "worker" };
  const annotations = {
    "modelexpress.nvidia.com/url": "http://mx.example.com:8001",
    "modelexpress.nvidia.com/modle": "org/name",
  };
  const object = { metadata: { labels, annotations }, spec: { containers: [{ name: "main", command: ["vllm"] }] } };
  const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
  const { warnings } = decide({ namespace: "n", object }, new MemoryDirectory(), settings);
  expect(warnings).toContainEqual({
    code: "UnknownAnnotation",
    detail:
      "modelexpress.nvidia.com/modle (known: url, mode, models, extra-models, containers, claim, path, offline, pull-timeout, pull-failure, pull-resources, weights, gate)",
  });
});
