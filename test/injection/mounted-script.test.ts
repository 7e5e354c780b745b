import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { typicalWorker } from "../../bench/typical-worker.ts";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { readMountedScript, readPullScript } from "../../src/configuration/pull-script.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { PatchOperation } from "../../src/injection/patch/operation.ts";
import { type JsonObject, objectAt, objectsAt } from "../../src/kubernetes/json.ts";
import type { PullScript } from "../../src/model-express/pull-script.ts";
import { decideWithoutAdditions } from "../../src/pod-outcome/without-additions.ts";
import { buildScriptMap } from "../../src/pull-script/config-map.ts";
import { instance } from "../cluster/live/objects.ts";
import { type GoldenCase, goldenCases, MOUNTED } from "./golden-case.ts";

const VOLUME = "model-express-pull";
const DIRECTORY = "/model-express-pull";
/** The sum of what a patch adds. */
const MOST_BYTES = 5000;

type Mutate = (object: unknown) => ReturnType<typeof mutatePod>;

function mutateTypical(script: PullScript | undefined): readonly PatchOperation[] {
  const memory = new MemoryDirectory();
  const labelled = instance("model-express", { namespace: "inference", scope: "global" });
  memory.set("Service", labelled as unknown as JsonObject);
  if (script !== undefined) memory.set("ConfigMap", buildScriptMap(script, "inference"));
  const settings = toSettings(loadConfig(undefined, {}), readPullScript(), readMountedScript());
  return mutatePod({ namespace: "inference", object: typicalWorker() }, memory, settings).operations;
}

function withScript(golden: GoldenCase, script: PullScript = MOUNTED): Mutate {
  const { request, settings, cluster } = golden;
  const memory = new MemoryDirectory();
  for (const object of cluster) memory.set(object["kind"] as Parameters<MemoryDirectory["set"]>[0], object);
  memory.set("ConfigMap", buildScriptMap(script, request.namespace));
  return (object) => mutatePod({ ...request, object }, memory, settings);
}

function apply(object: unknown, operations: readonly PatchOperation[]): JsonObject {
  const pod = structuredClone(object) as JsonObject;
  return jsonPatch.applyPatch(pod, structuredClone(operations) as jsonPatch.Operation[]).newDocument;
}

/** The pod without what belongs to a mounted script. */
function withoutScript(pod: JsonObject): JsonObject {
  const spec = objectAt(pod, "spec");
  const isOther = (item: JsonObject): boolean => item["name"] !== VOLUME;
  const containers = objectsAt(spec, "initContainers").map((container) =>
    container["name"] === VOLUME
      ? { ...container, command: [], volumeMounts: objectsAt(container, "volumeMounts").filter(isOther) }
      : container,
  );
  const volumes = objectsAt(spec, "volumes").filter(isOther);
  return { ...pod, spec: { ...spec, initContainers: containers, volumes } };
}

function pullOf(pod: JsonObject): JsonObject | undefined {
  return objectsAt(objectAt(pod, "spec"), "initContainers").find(({ name }) => name === VOLUME);
}

function isMounted(pod: JsonObject): boolean {
  return JSON.stringify(pullOf(pod)?.["command"] ?? []).includes("<load-pull.sh>");
}

const golden = goldenCases();
const pulling = golden.filter(({ patch }) => JSON.stringify(patch).includes("<pull.sh>"));
const [usual] = golden.filter(({ name }) => name === "a-worker-shares-the-instances-claim");
if (usual === undefined) throw new Error("the usual case is missing");

describe("a script that pods mount", () => {
  test("makes what a typical worker gets smaller than 5 KB", () => {
    const size = (operations: readonly PatchOperation[]): number => Buffer.byteLength(JSON.stringify(operations));
    expect(size(mutateTypical(readMountedScript()))).toBeLessThan(MOST_BYTES);
    expect(size(mutateTypical(undefined))).toBeGreaterThan(2 * MOST_BYTES);
  });

  test.each(pulling)("differs from a contained one in command, volume and mount only: $name", (one) => {
    const { request, directory, settings } = one;
    const contained = mutatePod(request, directory, settings);
    const mounted = withScript(one)(request.object);
    const [pod, other] = [contained, mounted].map(({ operations }) => apply(request.object, operations));
    if (pod === undefined || other === undefined) throw new Error("two pods");
    expect(isMounted(other)).toBe(true);
    expect(withoutScript(other)).toEqual(withoutScript(pod));
    expect(mounted.reason).toBe(contained.reason);
    expect(mounted.decision.warnings).toEqual(contained.decision.warnings);
  });

  test.each(pulling)("is not added a second time, whatever became of the ConfigMap: $name", (one) => {
    const { request, directory, settings } = one;
    const mutate = withScript(one);
    const pod = apply(request.object, mutate(request.object).operations);
    const others: Mutate[] = [mutate, (object) => mutatePod({ ...request, object }, directory, settings)];
    for (const again of others) expect(again(pod).operations).toEqual([]);
    const contained = apply(request.object, others[1]?.(request.object).operations ?? []);
    expect(mutate(contained).operations).toEqual([]);
  });

  test.each(golden.filter(({ patch }) => !JSON.stringify(patch).includes("<pull.sh>")))(
    "changes nothing for a pod without a new pull: $name",
    (one) => {
      expect(withScript(one)(one.request.object).operations).toEqual(one.patch);
    },
  );

  test("is optional, read-only, and known to the pull alone", () => {
    const pod = apply(usual.request.object, withScript(usual)(usual.request.object).operations);
    const spec = objectAt(pod, "spec");
    const volume = { name: VOLUME, configMap: { name: MOUNTED.name, optional: true } };
    expect(objectsAt(spec, "volumes")).toContainEqual(volume);
    expect(objectsAt(pullOf(pod) ?? {}, "volumeMounts")).toContainEqual({
      name: VOLUME,
      mountPath: DIRECTORY,
      readOnly: true,
    });
    expect(pullOf(pod)?.["command"]).toEqual(["/bin/sh", "-c", "<load-pull.sh>", MOUNTED.name, MOUNTED.digest]);
    expect(JSON.stringify(objectsAt(spec, "containers"))).not.toContain(VOLUME);
  });

  test.each([
    ["it can change", { immutable: false }],
    ["it has another text", { data: { "pull.sh": "rm -rf /" } }],
    ["it has no text", { data: {} }],
    ["it has another name", { metadata: { name: `${MOUNTED.name}0`, namespace: "inference" } }],
    ["it is in another namespace", { metadata: { name: MOUNTED.name, namespace: "another" } }],
  ])("is contained in the pod where the ConfigMap is not the script's: %s", (_, change) => {
    const { request, cluster, settings } = usual;
    const memory = new MemoryDirectory();
    for (const object of cluster) memory.set(object["kind"] as Parameters<MemoryDirectory["set"]>[0], object);
    memory.set("ConfigMap", { ...buildScriptMap(MOUNTED, request.namespace), ...change });
    expect(mutatePod(request, memory, settings).operations).toEqual(usual.patch);
  });

  const main = { name: "main", image: "i", command: ["vllm", "serve", "org/a"] };
  const at = (path: string) => ({ "modelexpress.nvidia.com/path": path });
  test.each([
    ["a volume of its own", { volumes: [{ name: VOLUME, emptyDir: {} }] }, {}, false],
    [
      "a mount of that name",
      { containers: [{ ...main, volumeMounts: [{ name: VOLUME, mountPath: "/x" }] }] },
      {},
      false,
    ],
    ["its cache at the script's directory", {}, at(DIRECTORY), false],
    ["its cache below it", {}, at(`${DIRECTORY}/models`), false],
    ["its cache beside it", {}, at(`${DIRECTORY}-models`), true],
  ])("is contained in a pod that has %s", (_, spec, annotations, isExpected) => {
    const labels = {
      "nvidia.com/dynamo-component-type": "worker",
      "nvidia.com/dynamo-namespace": "inference-vllm-agg",
    };
    const object = { metadata: { labels, annotations }, spec: { containers: [main], ...spec } };
    const pod = apply(object, withScript(usual)(object).operations);
    expect(pullOf(pod)).toBeDefined();
    expect(isMounted(pod)).toBe(isExpected);
  });

  test("does not count as the pod's own when the pod is explained", async () => {
    const { request } = usual;
    const mutate = withScript(usual);
    const before = mutate(request.object);
    const seen: JsonObject[] = [];
    const explained = await decideWithoutAdditions(apply(request.object, before.operations), async (pod) => {
      seen.push(pod);
      return mutate(pod);
    });
    expect(explained.decision.outcome).toBe("inject");
    expect(JSON.stringify(objectsAt(objectAt(seen.at(-1) ?? {}, "spec"), "volumes"))).not.toContain(VOLUME);
  });
});
