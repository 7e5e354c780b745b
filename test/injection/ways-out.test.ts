import { expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { decide } from "../../src/injection/decide.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

const PREFIX = "modelexpress.nvidia.com";
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

/** Decides about a worker of an instance whose claim has the access modes. */
function decideWith(annotations: JsonObject, accessModes: readonly string[] = ["ReadWriteMany"]) {
  const directory = new MemoryDirectory();
  const labels = { [`${PREFIX}/dynamo-namespace`]: "d" };
  const service = { name: "mx", namespace: "n", labels, annotations: { [`${PREFIX}/claim`]: "models" } };
  directory.set("Service", { metadata: service, spec: { ports: [{ port: 8001 }] } });
  directory.set("PersistentVolumeClaim", { metadata: { name: "models", namespace: "n" }, spec: { accessModes } });
  const podLabels = { "nvidia.com/dynamo-namespace": "d", "nvidia.com/dynamo-component-type": "worker" };
  const containers = [{ name: "main", command: ["vllm", "serve", "org/name"] }];
  const object = { metadata: { labels: podLabels, annotations }, spec: { containers } };
  return decide({ namespace: "n", object }, directory, settings);
}

test.each([
  [{}, ["ReadWriteOnce"], "claim models is ReadWriteOnce; make it ReadWriteMany, or set mode: shared on one node"],
  [{ mode: "shared" }, ["ReadWriteOnce"], "claim models is ReadWriteOnce; make it ReadWriteMany"],
  // Not even one node shares it.
  [{}, ["ReadWriteOncePod"], "claim models is ReadWriteOncePod; make it ReadWriteMany"],
  [{ mode: "shared" }, ["ReadWriteOncePod"], "claim models is ReadWriteOncePod; make it ReadWriteMany"],
])("%j and a claim of %j: what the pod may still do about it", (settable, accessModes, detail) => {
  const annotations = Object.fromEntries(Object.entries(settable).map(([key, value]) => [`${PREFIX}/${key}`, value]));
  const { warnings } = decideWith(annotations, accessModes);
  expect(warnings.filter(({ code }) => code === "ClaimNotShared")).toEqual([{ code: "ClaimNotShared", detail }]);
});

test.each([
  [false, "a boolean, not a string; quote it"],
  [5, "a number, not a string; quote it"],
  [["a"], "a list, not a string"],
  [{}, "an object, not a string"],
])("an annotation that is %j is named with the way out, where there is one", (value, problem) => {
  const decision = decideWith({ [`${PREFIX}/offline`]: value });
  expect(decision).toMatchObject({ reason: "InvalidPod", detail: expect.stringContaining(`is ${problem}`) });
  expect(decision.outcome === "skip" && decision.detail).toMatch(new RegExp(`${problem}$`));
});

test("a warning about an unknown annotation has all that it could mean", () => {
  const { warnings } = decideWith({ [`${PREFIX}/modle`]: "org/name" });
  expect(warnings).toContainEqual({
    code: "UnknownAnnotation",
    detail:
      "modelexpress.nvidia.com/modle (known: url, mode, models, extra-models, containers, claim, path, offline, pull-timeout, pull-failure, pull-resources, weights, gate)",
  });
});
