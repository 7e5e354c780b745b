import fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { containersOf, readLocation, variable, writtenLocation } from "./cache/reading.ts";

const PREFIX = "modelexpress.nvidia.com/";
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

function clusterWith(annotations: JsonObject): MemoryDirectory {
  const cluster = new MemoryDirectory();
  const labels = { [`${PREFIX}dynamo-namespace`]: "d1" };
  cluster.set("Service", {
    metadata: { name: "mx", namespace: "ns", labels, annotations },
    spec: { ports: [{ name: "grpc", port: 8001 }] },
  });
  for (const name of ["mx-cache", "weights"]) {
    const spec = { accessModes: ["ReadWriteMany"] };
    cluster.set("PersistentVolumeClaim", { metadata: { name, namespace: "ns" }, spec });
  }
  return cluster;
}

const CLUSTERS = [clusterWith({ [`${PREFIX}claim`]: "mx-cache" }), clusterWith({})];

/** What makes the libraries offline, as `env` or in a script. */
const offline = fc.tuple(
  fc.constantFrom("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"),
  fc.constantFrom("1", "true", "YES", "on"),
  fc.constantFrom("env", "script"),
);

/** Volumes with models on them. */
const source = fc.constantFrom<JsonObject>(
  { persistentVolumeClaim: { claimName: "weights" } },
  { hostPath: { path: "/mnt/models" } },
  { nfs: { server: "nfs", path: "/models" } },
  { csi: { driver: "gcsfuse.csi.storage.gke.io" } },
);

/** Where the libraries look, and the mount path that is theirs. */
const place = fc.constantFrom<readonly [mountPath: string, env: Readonly<Record<string, string>>]>(
  ["/weights", { HF_HOME: "/weights" }],
  ["/weights", { HF_HUB_CACHE: "/weights/hub" }],
  ["/weights", { HUGGINGFACE_HUB_CACHE: "/weights/cache" }],
  ["/weights", { XDG_CACHE_HOME: "/weights" }],
  ["/weights", { HOME: "/weights" }],
  ["/root/.cache/huggingface", {}],
  ["/home/dynamo/.cache", {}],
);

interface Given {
  readonly offline: readonly [name: string, value: string, where: string];
  readonly volume?: { readonly source: JsonObject; readonly isReadOnly: boolean };
  readonly place: readonly [mountPath: string, env: Readonly<Record<string, string>>];
  readonly type: string;
}

function podOf({ offline: [name, value, where], volume, place: [mountPath, env], type }: Given): JsonObject {
  const isScript = where === "script";
  const variables = { ...(volume === undefined ? {} : env), ...(isScript ? {} : { [name]: value }) };
  const script = `export ${name}=${value}; exec python3 -m dynamo.vllm --model org/a`;
  const main: JsonObject = {
    name: "main",
    image: "i",
    command: isScript ? ["/bin/sh", "-c", script] : ["python3", "-m", "dynamo.vllm", "--model", "org/a"],
    env: Object.entries(variables).map(([one, text]) => ({ name: one, value: text })),
    ...(volume === undefined ? {} : { volumeMounts: [{ name: "own", mountPath, readOnly: volume.isReadOnly }] }),
  };
  const labels = { "nvidia.com/dynamo-component-type": type, "nvidia.com/dynamo-namespace": "d1" };
  const volumes = volume === undefined ? {} : { volumes: [{ name: "own", ...volume.source }] };
  return { metadata: { name: "p", labels }, spec: { containers: [main], ...volumes } };
}

function inject(pod: JsonObject, cluster: MemoryDirectory) {
  const { operations } = mutatePod({ namespace: "ns", object: pod }, cluster, settings);
  const after = structuredClone(pod);
  jsonPatch.applyPatch(after, structuredClone(operations) as jsonPatch.Operation[], true);
  const all = containersOf(after);
  const pull = all.find((one) => variable(one, "MX_PULL_MODEL_0") !== undefined);
  const main = all.find(({ name }) => name === "main") ?? {};
  return { pull, main };
}

const cluster = fc.constantFrom(...CLUSTERS);
const type = fc.constantFrom("worker", "prefill", "decode", "frontend");

/** The variables that decide where the libraries look. */
const PLACES = ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME", "HF_HUB_OFFLINE"];

describe("a pod whose user closed the hub", () => {
  test("keeps its cache and waits for nothing, if no pull can write where its models are", () => {
    const volume = fc.option(fc.record({ source, isReadOnly: fc.constant(true) }), { nil: undefined });
    fc.assert(
      fc.property(fc.record({ offline, volume, place, type }), cluster, (given, directory) => {
        const pod = podOf(given as Given);
        const { pull, main } = inject(pod, directory);
        const [before = {}] = containersOf(pod);
        expect(pull).toBeUndefined();
        for (const name of PLACES) expect(variable(main, name)).toBe(variable(before, name));
        expect(main["volumeMounts"]).toEqual(before["volumeMounts"]);
      }),
      { numRuns: 300 },
    );
  });

  test("reads where the pull looks for a complete snapshot first, if one can write there", () => {
    let pulls = 0;
    const volume = fc.record({ source, isReadOnly: fc.constant(false) });
    fc.assert(
      fc.property(fc.record({ offline, volume, place, type }), cluster, (given, directory) => {
        const { pull, main } = inject(podOf(given), directory);
        if (pull === undefined) return;
        pulls += 1;
        expect(readLocation(main)).toEqual(writtenLocation(pull));
        expect(writtenLocation(pull)?.volume).toBe("own");
        // Without the name of the revision an offline look-up finds nothing, and the pull says so.
        expect(variable(pull, "MX_PULL_OFFLINE")).toBe("true");
      }),
      { numRuns: 300 },
    );
    expect(pulls).toBeGreaterThan(150);
  });
});
