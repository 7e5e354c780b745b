import fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { type JsonObject, member, objectAt, objectsAt } from "../../src/kubernetes/json.ts";
import { arbitraryCluster, arbitraryPod } from "./arbitrary-pod.ts";
import { containersOf, variable } from "./cache/reading.ts";

const cluster = arbitraryCluster();
const settings = { ...toSettings(loadConfig(undefined, {}), "<pull.sh>"), globalNamespaces: ["platform"] };

const requests = { cpu: fc.constantFrom("100m", "8"), memory: fc.constantFrom("128Mi", "64Gi") };
const limits = { cpu: fc.constant("8"), memory: fc.constant("64Gi") };
const resources = fc.record(
  { requests: fc.record(requests, { requiredKeys: [] }), limits: fc.record(limits, { requiredKeys: [] }) },
  { requiredKeys: [] },
);

/** Pods whose containers all have the same resources. */
const pods = fc.tuple(arbitraryPod, resources).map(([pod, given]) => {
  const copy = structuredClone(pod);
  for (const container of containersOf(copy)) Object.assign(container, { resources: given });
  return { pod: copy, given: given as JsonObject };
});

function pullOf(pod: JsonObject): { readonly pull: JsonObject | undefined; readonly after: JsonObject } {
  const { operations } = mutatePod({ namespace: "ns", object: pod }, cluster, settings);
  const after = structuredClone(pod);
  jsonPatch.applyPatch(after, structuredClone(operations) as jsonPatch.Operation[], true);
  const pull = containersOf(after).find((one) => variable(one, "MX_PULL_MODEL_0") !== undefined);
  return { pull, after };
}

function mountPaths(container: JsonObject): readonly string[] {
  return objectsAt(container, "volumeMounts").map(({ mountPath }) => String(mountPath).replace(/\/$/, ""));
}

function isAt(directory: string, path: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

describe("the pull of any pod", () => {
  test("reserves the same as its container, and nothing if that reserves nothing", () => {
    let count = 0;
    fc.assert(
      fc.property(pods, ({ pod, given }) => {
        const { pull } = pullOf(pod);
        if (pull === undefined) return;
        count += 1;
        for (const kind of ["requests", "limits"]) {
          expect(objectAt(objectAt(pull, "resources"), kind)).toEqual(objectAt(given, kind));
        }
      }),
      { numRuns: 1500 },
    );
    expect(count).toBeGreaterThan(25);
  });

  test("adds no capability and no profile of its own, and keeps at most the one that root needs", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const { pull } = pullOf(pod);
        if (pull === undefined) return;
        const context = objectAt(pull, "securityContext");
        const podContext = objectAt(objectAt(pod, "spec"), "securityContext");
        const user = member(context, "runAsUser") ?? member(podContext, "runAsUser");
        const isNonRoot = (member(context, "runAsNonRoot") ?? member(podContext, "runAsNonRoot")) === true;
        const { drop, ...others } = objectAt(context, "capabilities");
        expect(others).toEqual({});
        const isRoot = user === undefined ? !isNonRoot : user === 0;
        expect(JSON.stringify(drop).includes("DAC_OVERRIDE")).toBe(false);
        expect(JSON.stringify(drop) === '["ALL"]').toBe(!isRoot);
        expect(member(context, "seccompProfile")).toBeUndefined();
      }),
      { numRuns: 1500 },
    );
  });

  test("follows the leading native sidecars that are not targets, and precedes every other init container", () => {
    let count = 0;
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const { pull, after } = pullOf(pod);
        const list = objectsAt(objectAt(after, "spec"), "initContainers");
        if (pull === undefined) return;
        const index = list.indexOf(pull);
        if (index < 0) return;
        count += 1;
        const before = list.slice(0, index);
        const isMesh = list.some(({ name }) => name === "istio-proxy");
        if (!isMesh) expect(before.every((one) => one["restartPolicy"] === "Always")).toBe(true);
        expect(before.filter((one) => variable(one, "MODEL_EXPRESS_CACHE_DIRECTORY") !== undefined)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
    expect(count).toBeGreaterThan(25);
  });

  test("hides nothing that its image runs", () => {
    let count = 0;
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const { pull } = pullOf(pod);
        if (pull === undefined) return;
        count += 1;
        for (const path of mountPaths(pull)) {
          expect(["/app/modelexpress-cli", "/bin/sh"].filter((file) => isAt(path, file))).toEqual([]);
          expect(isAt("/usr/lib", path)).toBe(false);
        }
        const [cache = ""] = mountPaths(pull);
        expect(isAt(cache, String(variable(pull, "MODEL_EXPRESS_CACHE_DIRECTORY")))).toBe(true);
      }),
      { numRuns: 1500 },
    );
    expect(count).toBeGreaterThan(25);
  });

  test("no mount of ours hides one of the container's own, or needs a folder below it", () => {
    let count = 0;
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const { after } = pullOf(pod);
        const before = new Map(containersOf(pod).map((one) => [one["name"], mountPaths(one)]));
        for (const container of containersOf(after)) {
          const own = before.get(container["name"]);
          if (own === undefined) continue;
          for (const added of mountPaths(container).slice(own.length)) {
            count += 1;
            expect(own.filter((path) => isAt(added, path))).toEqual([]);
          }
        }
      }),
      { numRuns: 3000 },
    );
    expect(count).toBeGreaterThan(25);
  });

  test("a pod with the address but without the server's disk gets a warning", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const { after } = pullOf(pod);
        const before = new Map(containersOf(pod).map((one) => [one["name"], one]));
        for (const container of containersOf(after)) {
          const was = before.get(container["name"]);
          const isNew = variable(container, "MX_SERVER_ADDRESS") !== undefined && was !== undefined;
          if (!isNew || variable(was, "MX_SERVER_ADDRESS") !== undefined) continue;
          const hasCache = variable(container, "MODEL_EXPRESS_CACHE_DIRECTORY") !== undefined;
          const isTold = variable(container, "MODEL_EXPRESS_NO_SHARED_STORAGE") === "true";
          expect(hasCache || isTold).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
