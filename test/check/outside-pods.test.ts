import { expect, it } from "vitest";
import { readOutsidePods } from "../../src/check/observe/outside-pods.ts";
import type { ObjectReader } from "../../src/cluster/objects/object-reader.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

function pod(namespace: string, name: string, annotations: JsonObject = {}): JsonObject {
  return { metadata: { namespace, name, annotations } };
}

function readerOf(pods: readonly JsonObject[], labels: JsonObject): ObjectReader {
  const home = { metadata: { name: "dev", labels } };
  return {
    async *pages() {
      yield pods;
    },
    get: () => Promise.resolve(home),
  } as unknown as ObjectReader;
}

it("tells pods that got nothing from those that were injected before their namespace lost its label", async () => {
  const status = { "modelexpress.nvidia.com/status": "{}" };
  const pods = [pod("dev", "new"), pod("dev", "old", status), pod("in", "other"), pod("dev", "newer")];
  const labels = { "modelexpress.nvidia.com/injct": "enabled", team: "a" };
  const labelled = [{ metadata: { name: "in" } }];

  expect(await readOutsidePods(readerOf(pods, labels), undefined, labelled)).toEqual([
    { namespace: "dev", names: ["new", "newer"], injected: ["old"], similar: ["modelexpress.nvidia.com/injct"] },
  ]);
});
