import fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { isObject, type JsonObject, objectAt, objectsAt } from "../../src/kubernetes/json.ts";
import { parseAmount } from "../../src/kubernetes/quantity.ts";
import { containersOf, variable } from "./cache/reading.ts";

const PREFIX = "modelexpress.nvidia.com/";
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

const cluster = new MemoryDirectory();
cluster.set("Service", {
  metadata: { name: "mx", namespace: "ns", labels: { [`${PREFIX}dynamo-namespace`]: "d1" } },
  spec: { ports: [{ name: "grpc", port: 8001 }] },
});

const cpu = fc.constantFrom("50m", "1", "0.5", "8", "1e1");
const memory = fc.constantFrom("64Mi", "1Gi", "512M", "200Gi", "1073741824");
const ephemeral = fc.constantFrom("1Gi", "4G", "100Mi");
const quantities = fc.record({ cpu, memory, "ephemeral-storage": ephemeral }, { requiredKeys: [] });

/** Resources that the API server accepts: no request above its limit. */
const resources = fc
  .record(
    {
      requests: quantities,
      limits: fc.record(
        { cpu, memory, "ephemeral-storage": ephemeral, "nvidia.com/gpu": fc.constant("1") },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .map(({ requests = {}, limits = {} }) => ({ requests: withinLimits(requests, limits), limits }));

function withinLimits(requests: JsonObject, limits: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(requests).map(([name, value]) => {
      const most = limits[name];
      return [name, most !== undefined && (parseAmount(value) ?? 0n) > (parseAmount(most) ?? 0n) ? most : value];
    }),
  );
}

const volume = fc.constantFrom<JsonObject | undefined>(
  undefined,
  { emptyDir: {} },
  { emptyDir: { sizeLimit: "80Gi" } },
  { emptyDir: { medium: "Memory" } },
  { emptyDir: { medium: "Memory", sizeLimit: "80Gi" } },
  { persistentVolumeClaim: { claimName: "weights" } },
  { ephemeral: { volumeClaimTemplate: { spec: {} } } },
);

interface Asked {
  readonly own: { readonly requests: JsonObject; readonly limits: JsonObject };
  readonly beside: { readonly requests: JsonObject; readonly limits: JsonObject };
  readonly ofPod: boolean;
  readonly on: JsonObject | undefined;
  readonly isBesideFirst: boolean;
}

const asked: fc.Arbitrary<Asked> = fc.record({
  own: resources,
  beside: resources,
  ofPod: fc.boolean(),
  on: volume,
  isBesideFirst: fc.boolean(),
}) as fc.Arbitrary<Asked>;

function podOf({ own, beside, ofPod, on, isBesideFirst }: Asked): JsonObject {
  const cache =
    on === undefined
      ? {}
      : { env: [{ name: "HF_HOME", value: "/cache" }], volumeMounts: [{ name: "cache", mountPath: "/cache" }] };
  const main = { name: "main", image: "i", command: ["vllm", "serve", "org/a"], resources: own, ...cache };
  const other = { name: "log", image: "i", resources: beside };
  return {
    metadata: {
      name: "p",
      labels: { "nvidia.com/dynamo-component-type": "worker", "nvidia.com/dynamo-namespace": "d1" },
    },
    spec: {
      containers: isBesideFirst ? [other, main] : [main, other],
      ...(on === undefined ? {} : { volumes: [{ name: "cache", ...on }] }),
      ...(ofPod ? { resources: { limits: { memory: "300Gi" } } } : {}),
    },
  } as JsonObject;
}

function inject(pod: JsonObject) {
  const mutation = mutatePod({ namespace: "ns", object: pod }, cluster, settings);
  const after = structuredClone(pod);
  jsonPatch.applyPatch(after, structuredClone(mutation.operations) as jsonPatch.Operation[], true);
  const pull = containersOf(after).find((one) => variable(one, "MX_PULL_MODEL_0") !== undefined);
  return { after, pull, warnings: mutation.decision.warnings.map(({ code }) => code) };
}

/** What the scheduler reserves: the larger of the sum of the containers and each init container (KEP-753). */
function reserve(pod: JsonObject, kind: "requests" | "limits", name: string): bigint {
  const of = (container: JsonObject): bigint => {
    const stated = objectAt(container, "resources");
    const value = objectAt(stated, kind)[name] ?? (kind === "requests" ? objectAt(stated, "limits")[name] : undefined);
    return parseAmount(value) ?? 0n;
  };
  const spec = objectAt(pod, "spec");
  const sum = objectsAt(spec, "containers").reduce((total, one) => total + of(one), 0n);
  return objectsAt(spec, "initContainers")
    .map(of)
    .reduce((most, one) => (one > most ? one : most), sum);
}

/** The kubelet's class of a pod (`qos.ComputePodQOS`), for pods without resources of the whole pod. */
function qosOf(pod: JsonObject): string {
  const all = containersOf(pod).map((container) => objectAt(container, "resources"));
  const names = ["cpu", "memory"];
  const isEmpty = all.every((one) =>
    ["requests", "limits"].every((kind) => names.every((name) => objectAt(one, kind)[name] === undefined)),
  );
  if (isEmpty) return "BestEffort";
  const isGuaranteed = all.every((one) =>
    names.every((name) => {
      const limit = parseAmount(objectAt(one, "limits")[name]);
      return (
        limit !== undefined && parseAmount(objectAt(one, "requests")[name] ?? objectAt(one, "limits")[name]) === limit
      );
    }),
  );
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

const NAMES = ["cpu", "memory", "ephemeral-storage"];

describe("the resources of any injected pod", () => {
  test("reserve what they did, in the same class, and no device twice", () => {
    let pulls = 0;
    fc.assert(
      fc.property(asked, (given) => {
        const pod = podOf(given);
        const { after, pull } = inject(pod);
        pulls += pull === undefined ? 0 : 1;
        for (const kind of ["requests", "limits"] as const)
          for (const name of NAMES) expect(reserve(after, kind, name)).toBe(reserve(pod, kind, name));
        if (!given.ofPod) expect(qosOf(after)).toBe(qosOf(pod));
        const names = ["requests", "limits"].flatMap((kind) =>
          Object.keys(objectAt(objectAt(pull ?? {}, "resources"), kind)),
        );
        expect(names.filter((name) => !NAMES.includes(name))).toEqual([]);
      }),
      { numRuns: 400 },
    );
    expect(pulls).toBeGreaterThan(300);
  });

  test("satisfy every LimitRange that the container satisfied: minimum, maximum and ratio", () => {
    fc.assert(
      fc.property(asked, (given) => {
        const { pull } = inject(podOf({ ...given, ofPod: false }));
        if (pull === undefined) return;
        const stated = objectAt(pull, "resources");
        for (const name of NAMES)
          for (const kind of ["requests", "limits"] as const)
            expect(objectAt(stated, kind)[name]).toBe(given.own[kind][name]);
      }),
      { numRuns: 400 },
    );
  });

  test("let a pull into memory use the memory that its container may use", () => {
    fc.assert(
      fc.property(asked, (given) => {
        const { pull } = inject(podOf({ ...given, ofPod: false }));
        const isInMemory = isObject(given.on) && objectAt(given.on, "emptyDir")["medium"] === "Memory";
        if (pull === undefined || !isInMemory) return;
        expect(objectAt(objectAt(pull, "resources"), "limits")["memory"]).toBe(given.own.limits["memory"]);
      }),
      { numRuns: 400 },
    );
  });

  test("come with a warning where what is streamed counts against a limit of the node's disk", () => {
    let warned = 0;
    fc.assert(
      fc.property(asked, (given) => {
        const { pull, warnings } = inject(podOf(given));
        if (pull === undefined) return;
        const isOnNode =
          given.on === undefined ||
          (given.on["emptyDir"] !== undefined && objectAt(given.on, "emptyDir")["medium"] !== "Memory");
        const isLimited = [given.own, given.beside].some(({ limits }) => limits["ephemeral-storage"] !== undefined);
        warned += isOnNode && isLimited ? 1 : 0;
        expect(warnings.includes("EphemeralStorage")).toBe(isOnNode && isLimited);
      }),
      { numRuns: 400 },
    );
    expect(warned).toBeGreaterThan(20);
  });
});
