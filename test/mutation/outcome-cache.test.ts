import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { readMountedScript } from "../../src/configuration/pull-script.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { summarize } from "../../src/injection/outcome.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { OutcomeCache } from "../../src/mutation/outcome-cache.ts";
import { toKey } from "../../src/mutation/pod-key.ts";
import { buildScriptMap } from "../../src/pull-script/config-map.ts";
import { arbitraryCluster, arbitraryPod } from "../injection/arbitrary-pod.ts";

const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
const namespace = "ns";

function encode(operations: readonly object[]): string {
  return Buffer.from(JSON.stringify(operations)).toString("base64");
}

function instance(claim = "cache"): JsonObject {
  const labels = { "modelexpress.nvidia.com/dynamo-namespace": "global" };
  const annotations = { "modelexpress.nvidia.com/claim": claim };
  return { metadata: { name: "mx", namespace, labels, annotations }, spec: { ports: [{ name: "grpc", port: 8001 }] } };
}

function volumeClaim(...accessModes: readonly string[]): JsonObject {
  return { metadata: { name: "cache", namespace }, spec: { accessModes } };
}

function cluster(): MemoryDirectory {
  const directory = new MemoryDirectory();
  directory.set("Service", instance());
  directory.set("PersistentVolumeClaim", volumeClaim("ReadWriteMany"));
  return directory;
}

interface Changes {
  readonly metadata?: JsonObject;
  readonly labels?: JsonObject;
  readonly spec?: JsonObject;
  readonly model?: string;
  /** The random part of the name of the token's volume. */
  readonly token?: string;
  readonly tokenPath?: string;
}

const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

function worker({ metadata, labels, spec, model = "org/a", token = "bcdfg", tokenPath = TOKEN_PATH }: Changes = {}) {
  const name = `kube-api-access-${token}`;
  const volumeMounts = [{ name, mountPath: tokenPath, readOnly: true }];
  const main = { name: "main", image: "i", command: ["vllm", "serve", model], volumeMounts };
  return {
    metadata: { labels: { "nvidia.com/dynamo-component-type": "worker", ...labels }, ...metadata },
    spec: { containers: [main], volumes: [{ name, projected: { sources: [] } }], ...spec },
  };
}

function request(object: unknown, characters = 1000) {
  return { namespace, object, characters };
}

function open(directory = cluster()) {
  const cache = new OutcomeCache(encode);
  const mutate = (object: unknown) => cache.mutate(request(object), directory, settings);
  return { cache, directory, mutate };
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

/** The five characters that the API server chooses from. */
const arbitraryToken = fc.string({
  unit: fc.constantFrom(..."bcdfghjklmnpqrstvwxz2456789"),
  minLength: 5,
  maxLength: 5,
});

function withToken(pod: JsonObject, token: string): JsonObject {
  const { metadata, spec } = worker({ token });
  const own = (pod["spec"] ?? {}) as {
    readonly containers?: readonly JsonObject[];
    readonly volumes?: readonly JsonObject[];
  };
  const [mount] = spec.containers.flatMap(({ volumeMounts }) => volumeMounts);
  const containers = (own.containers ?? []).map((container) => ({
    ...container,
    volumeMounts: [...((container["volumeMounts"] ?? []) as readonly JsonObject[]), mount],
  }));
  return {
    metadata,
    ...pod,
    spec: { ...own, containers, volumes: [...(own.volumes ?? []), ...spec.volumes] },
  } as JsonObject;
}

describe("a cached outcome", () => {
  test("equals a decision", () => {
    const directory = arbitraryCluster();
    const cache = new OutcomeCache(encode);
    fc.assert(
      fc.property(arbitraryPod, arbitraryToken, arbitraryToken, (pod, token, other) => {
        for (const object of [pod, pod, withToken(pod, token), withToken(pod, other)]) {
          const { patch, key: _key, ...outcome } = cache.mutate(request(object), directory, settings);
          const decided = summarize(mutatePod({ namespace, object }, directory, settings));
          expect(outcome).toEqual(decided);
          expect(patch).toBe(decided.operations.length === 0 ? undefined : encode(decided.operations));
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "pod"],
    ["a list", []],
    ["without metadata", { spec: worker().spec }],
    ["with a text for metadata", { ...worker(), metadata: "m" }],
    ["without a spec", { metadata: {} }],
    ["with a list for a spec", { metadata: {}, spec: [] }],
    ["with a text for volumes", worker({ spec: { volumes: "v" } })],
  ])("equals a decision about a pod that is malformed: %s", (_what, object) => {
    const { directory, mutate } = open();
    const decided = summarize(mutatePod({ namespace, object }, directory, settings));
    for (let call = 0; call < 2; call += 1) expect(mutate(object)).toMatchObject(decided);
  });

  test.each<[string, Changes]>([
    ["in their names", { metadata: { generateName: "b-", name: "b-0", uid: "1", ownerReferences: [] } }],
    ["in their managed fields", { metadata: { managedFields: [{ manager: "m", time: "2026-01-01T00:00:00Z" }] } }],
    ["in the random name of their token's volume", { token: "xz245" }],
  ])("is shared by pods that differ only %s", (_what, changes) => {
    const { mutate } = open();
    const first = mutate(worker());
    expect(first.operations).not.toEqual([]);
    expect(first.key).toBeUndefined();
    expect(mutate(worker(changes))).toEqual({ ...first, key: toKey({ namespace, object: worker() }).text });
  });

  test("follows the ConfigMap with the pull script", () => {
    const directory = cluster();
    const cache = new OutcomeCache(encode);
    const mounting = toSettings(loadConfig(undefined, {}), "<pull.sh>", readMountedScript());
    const mutate = () => cache.mutate(request(worker()), directory, mounting);
    const contained = mutate();
    directory.set("ConfigMap", buildScriptMap(readMountedScript(), namespace));
    const mounted = mutate();
    expect(JSON.stringify(mounted.operations)).toContain('"configMap"');
    expect(mutate()).toEqual({ ...mounted, key: expect.any(String) });
    directory.delete("ConfigMap", namespace, readMountedScript().name);
    expect(mutate()).toEqual(contained);
  });

  test.each<[string, Changes]>([
    ["a label", { labels: { a: "b" } }],
    ["an annotation", { metadata: { annotations: { a: "b" } } }],
    ["the model", { model: "org/b" }],
    ["the spec", { spec: { schedulerName: "other" } }],
    ["a volume that is named almost like a token's", { token: "abcd1" }],
  ])("is not shared by pods that differ in %s", (_what, changes) => {
    const { mutate } = open();
    mutate(worker());
    expect(mutate(worker(changes)).key).toBeUndefined();
  });

  test("is not shared if it names the random volume", () => {
    const { mutate } = open();
    const names = ["kube-api-access-bcdfg", "kube-api-access-xz245"];
    const outcomes = names.map((name) => mutate(worker({ token: name.slice(-5), model: `${name}/m` })));
    expect(outcomes).toMatchObject(names.map((name) => ({ decision: { pull: { models: [`${name}/m`] } } })));
  });

  test("is found by its key without the pod", () => {
    const { cache, directory, mutate } = open();
    mutate(worker());
    const { key = "" } = mutate(worker());
    const replica = {
      namespace,
      key,
      get object(): unknown {
        throw new Error("the pod is parsed");
      },
    };
    expect(cache.mutate(replica, directory, settings)).toMatchObject({ key, reason: "SharedPull" });
    directory.delete("Service", namespace, "mx");
    expect(() => cache.mutate(replica, directory, settings)).toThrow("the pod is parsed");
  });

  test("is not shared by namespaces", () => {
    const { cache, directory, mutate } = open();
    mutate(worker());
    expect(cache.mutate({ ...request(worker()), namespace: "other" }, directory, settings).key).toBeUndefined();
  });

  test.each<[string, (directory: MemoryDirectory) => void]>([
    ["an instance", (directory) => directory.set("Service", instance("other"))],
    ["a claim", (directory) => directory.set("PersistentVolumeClaim", volumeClaim("ReadWriteOnce"))],
    ["a claim that is deleted", (directory) => directory.delete("PersistentVolumeClaim", namespace, "cache")],
    ["an instance that is deleted", (directory) => directory.delete("Service", namespace, "mx")],
  ])("follows %s", (_what, change) => {
    const { directory, mutate } = open();
    const before = mutate(worker());
    change(directory);
    const after = mutate(worker());
    expect(after).not.toEqual(before);
    expect(after).toMatchObject(summarize(mutatePod(request(worker()), directory, settings)));
  });

  test("follows the settings", () => {
    const { cache, directory, mutate } = open();
    const before = mutate(worker());
    expect(mutate(worker()).key).toBeDefined();
    const other = cache.mutate(request(worker()), directory, { ...settings, path: "/elsewhere" });
    expect(other.operations).not.toEqual(before.operations);
  });
});

describe("the cache of outcomes", () => {
  test("leaves out pods of long or unknown length", () => {
    const { cache, directory } = open();
    cache.mutate(request(worker(), 100_000), directory, settings);
    cache.mutate({ namespace, object: worker() }, directory, settings);
    expect(cache.size).toBe(0);
  });

  test("takes no more memory than it counts, and keeps its limit", () => {
    const { cache, mutate } = open();
    mutate(worker());
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1000; i += 1) mutate(JSON.parse(JSON.stringify(worker({ model: `org/${i}` }))));
    collectGarbage();
    const taken = process.memoryUsage().heapUsed - before;
    expect(cache.size).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(cache.size).toBeGreaterThan(1024 * 1024);
    expect(taken).toBeLessThan(2 * cache.size + 1024 * 1024);
  });
});
