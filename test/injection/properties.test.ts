import fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { type Mutation, mutatePod } from "../../src/injection/mutate-pod.ts";
import { isObject, type JsonObject, objectsAt, textAt } from "../../src/kubernetes/json.ts";
import { findInnermostMount, join, relativeTo, resolveMountPath } from "../../src/kubernetes/path.ts";
import { arbitraryCluster, arbitraryPod } from "./arbitrary-pod.ts";
import { variable } from "./cache/reading.ts";
import { expectNothingLost } from "./nothing-lost.ts";

const cluster = arbitraryCluster();
const base = toSettings(loadConfig(undefined, {}), "<pull.sh>");
const settings = { ...base, globalNamespaces: ["platform"] };
const RUNS = { numRuns: 1500 };

function mutate(pod: unknown): Mutation {
  return mutatePod({ namespace: "ns", object: pod }, cluster, settings);
}

function applied(pod: JsonObject, { operations }: Mutation): JsonObject {
  const copy = structuredClone(pod);
  jsonPatch.applyPatch(copy, structuredClone(operations) as jsonPatch.Operation[], true);
  return copy;
}

function f(pod: JsonObject): JsonObject {
  return applied(pod, mutate(pod));
}

describe("for any pod", () => {
  test("operations only add", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        expect(new Set(mutate(pod).operations.map(({ op }) => op)).size).toBeLessThanOrEqual(1);
        for (const { op } of mutate(pod).operations) expect(op).toBe("add");
      }),
      RUNS,
    );
  });

  test("everything the user wrote stays unchanged and in place", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => expectNothingLost(pod, f(pod))),
      RUNS,
    );
  });

  test("f(f(pod)) = f(pod)", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const once = f(pod);
        const again = mutate(once);
        expect(again.operations).toEqual([]);
      }),
      RUNS,
    );
  });

  test("the second decision agrees with the first on mode, models and address", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const first = mutate(pod).decision;
        if (first.outcome === "skip" || first.place === undefined) return;
        const second = mutate(f(pod)).decision;
        expect(second.outcome).toBe("inject");
        if (second.outcome === "skip") return;
        expect({ mode: second.mode, models: second.pull?.models, address: second.found.address }).toEqual({
          mode: first.mode,
          models: first.pull?.models,
          address: first.found.address,
        });
      }),
      RUNS,
    );
  });
});

type Spec = { containers: JsonObject[]; initContainers?: JsonObject[] };

/** Typical changes by other webhooks between two calls of ours. */
const changes: Readonly<Record<string, (pod: JsonObject) => void>> = {
  "a sidecar added first": (pod) => void spec(pod).containers.unshift({ name: "proxy", image: "proxy" }),
  "a sidecar added last": (pod) => void spec(pod).containers.push({ name: "agent", image: "agent", env: [] }),
  "an engine added last": (pod) =>
    void spec(pod).containers.push({ name: "draft", image: "vllm", command: ["vllm", "serve", "org/draft"] }),
  "an engine added first": (pod) =>
    void spec(pod).containers.unshift({ name: "draft", image: "vllm", command: ["vllm", "serve", "org/draft"] }),
  "a user given": (pod) => {
    (pod["spec"] as { securityContext: JsonObject }).securityContext = { runAsUser: 2000 };
  },
  "an init container added first": (pod) => {
    spec(pod).initContainers = [{ name: "istio-init", image: "istio" }, ...(spec(pod).initContainers ?? [])];
  },
  "a native sidecar added first": (pod) => {
    const proxy = { name: "istio-proxy", image: "istio", restartPolicy: "Always" };
    spec(pod).initContainers = [
      proxy,
      ...(spec(pod).initContainers ?? []).filter(({ name }) => name !== "istio-proxy"),
    ];
  },
  "env added": (pod) => {
    for (const container of spec(pod).containers as { env?: unknown }[]) {
      container.env = [{ name: "INJECTED_BY", value: "another" }, ...((container.env as unknown[] | null) ?? [])];
    }
  },
  "containers reordered": (pod) => void spec(pod).containers.reverse(),
  "the pod renamed": (pod) => {
    (pod["metadata"] as { name: string }).name = "another";
  },
};

function spec(pod: JsonObject): Spec {
  return pod["spec"] as unknown as Spec;
}

describe("f(g(f(pod))) adds only what g requires, for g =", () => {
  test.each(Object.entries(changes))("%s", (_name, change) => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const changed = structuredClone(f(pod));
        change(changed);
        const result = f(changed);
        expectNothingLost(changed, result, { mayChangeStatus: true });
        expect(mutate(result).operations).toEqual([]);
        const names = (spec(result).initContainers ?? []).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const container of spec(result).containers) expectUnique(container);
        expectOnePlace(result);
      }),
      { numRuns: 400 },
    );
  });

  test("a change that concerns no target leaves nothing to do", () => {
    const harmless = ["a sidecar added last", "env added", "the pod renamed"].map((name) => changes[name]);
    fc.assert(
      fc.property(arbitraryPod, fc.constantFrom(...harmless), (pod, change) => {
        const changed = structuredClone(f(pod));
        change?.(changed);
        expect(mutate(changed).operations).toEqual([]);
      }),
      RUNS,
    );
  });
});

function expectUnique(container: JsonObject): void {
  const ours = ["MODEL_EXPRESS_PATH", "MODEL_EXPRESS_CACHE_DIRECTORY", "MODEL_EXPRESS_NO_SHARED_STORAGE"];
  const env = (container["env"] as { name: string }[] | undefined) ?? [];
  for (const name of ours) expect(env.filter((entry) => entry.name === name).length).toBeLessThanOrEqual(1);
}

const DIRECTORY = "MODEL_EXPRESS_CACHE_DIRECTORY";

/** Every container that has our cache reads the place that the pull fills. */
function expectOnePlace(pod: JsonObject): void {
  const { initContainers = [], containers } = spec(pod);
  const pull = initContainers.find((one) => variable(one, "MX_PULL_MODEL_0") !== undefined);
  if (pull === undefined) return;
  const place = placeOf(pull);
  for (const container of containers) {
    if (variable(container, DIRECTORY) !== undefined) expect(placeOf(container)).toEqual(place);
  }
}

/** The volume and the directory on it. */
function placeOf(container: JsonObject): readonly unknown[] {
  const directory = String(variable(container, DIRECTORY));
  const mounts = readMounts(container);
  const mount = findInnermostMount(mounts, directory);
  return [mount?.name, join(mount?.subPath ?? "", relativeTo(mount?.mountPath ?? "", directory) ?? "")];
}

function readMounts(container: JsonObject) {
  return objectsAt(container, "volumeMounts").map((one) => ({
    name: textAt(one, "name"),
    mountPath: resolveMountPath(textAt(one, "mountPath") ?? ""),
    subPath: textAt(one, "subPath") ?? "",
  }));
}

describe("for any JSON at all", () => {
  test("the core answers and does not throw", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(mutate(value).decision.outcome).toBe("skip");
      }),
      RUNS,
    );
  });

  test("nor does it for a pod with a part replaced by any JSON", () => {
    fc.assert(
      fc.property(arbitraryPod, fc.jsonValue({ maxDepth: 3 }), fc.nat(), (pod, value, at) => {
        const broken = structuredClone(pod);
        replacePart(broken, value, at);
        expect(() => mutate(broken)).not.toThrow();
      }),
      { numRuns: 5000 },
    );
  });
});

/** Descends by the digits of `at` and replaces the value at the end. */
function replacePart(root: JsonObject, value: unknown, at: number): void {
  let node: Record<string, unknown> = root;
  for (let rest = at; ; rest = Math.floor(rest / 7)) {
    const keys = Object.keys(node);
    const key = keys[rest % Math.max(1, keys.length)];
    if (key === undefined) return;
    const child = node[key];
    const isEnd = rest < 7 || !(isObject(child) || Array.isArray(child));
    if (isEnd) {
      node[key] = value;
      return;
    }
    node = child as Record<string, unknown>;
  }
}
