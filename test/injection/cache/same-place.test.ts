import fc from "fast-check";
import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { mutatePod } from "../../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { arbitraryCluster, arbitraryPod } from "../arbitrary-pod.ts";
import { containersOf, hidingMounts, readLocation, variable, writtenLocation } from "./reading.ts";

const cluster = arbitraryCluster();
const settings = { ...toSettings(loadConfig(undefined, {}), "<pull.sh>"), globalNamespaces: ["platform"] };

interface Injected {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

function inject(pod: JsonObject): Injected {
  const { operations } = mutatePod({ namespace: "ns", object: pod }, cluster, settings);
  const after = structuredClone(pod);
  jsonPatch.applyPatch(after, structuredClone(operations) as jsonPatch.Operation[], true);
  return { before: pod, after };
}

/** The containers of the injected pod, each with its original. */
function pairs({ before, after }: Injected): readonly { readonly was: JsonObject; readonly is: JsonObject }[] {
  const old = new Map(containersOf(before).map((container) => [container["name"], container]));
  return containersOf(after).flatMap((is) => {
    const was = old.get(is["name"]);
    return was === undefined ? [] : [{ was, is }];
  });
}

describe("for any pod", () => {
  let count = 0;

  test("a container that we made offline reads where the pull writes, and sees all of it", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        const injected = inject(pod);
        const pull = containersOf(injected.after).find(
          (container) => variable(container, "MX_PULL_MODEL_0") !== undefined,
        );
        for (const { was, is } of pairs(injected)) {
          const isOurs = variable(is, "HF_HUB_OFFLINE") === "1" && variable(was, "HF_HUB_OFFLINE") === undefined;
          if (!isOurs || pull === undefined) continue;
          count += 1;
          expect(readLocation(is)).toEqual(writtenLocation(pull));
          expect(hidingMounts(is, variable(is, "HF_HUB_CACHE") ?? "")).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
    expect(count).toBeGreaterThan(30);
  });

  test("no new mount is at, above or below a user's mount", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        for (const { was, is } of pairs(inject(pod))) {
          const theirs = paths(was);
          const ours = paths(is).filter((path) => !theirs.includes(path) && !path.startsWith("/var/run/secrets/"));
          for (const path of ours) {
            expect(theirs.filter((other) => `${path}/`.startsWith(`${other}/`))).toEqual([]);
            expect(theirs.filter((other) => other.startsWith(`${path}/`))).toEqual([]);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("a container with another hub gets no address and no cache, and stays online", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        for (const { was, is } of pairs(inject(pod))) {
          if (variable(was, "HF_ENDPOINT") !== "https://hub.example.com") continue;
          expect(is).toEqual(was);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("our HF_HOME is never shared unless the pod has its own modules directory", () => {
    fc.assert(
      fc.property(arbitraryPod, (pod) => {
        for (const { was, is } of pairs(inject(pod))) {
          const home = variable(is, "HF_HOME");
          if (home === undefined || variable(was, "HF_HOME") !== undefined || hasAny(was, "HF_HOME")) continue;
          const modules = variable(is, "HF_MODULES_CACHE") ?? "";
          expect(modules).toMatch(/modules$/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function paths(container: JsonObject): readonly string[] {
  const mounts = container["volumeMounts"];
  return Array.isArray(mounts) ? mounts.map(({ mountPath }) => String(mountPath).replace(/\/$/, "")) : [];
}

function hasAny(container: JsonObject, name: string): boolean {
  return JSON.stringify(container["env"] ?? []).includes(`"${name}"`);
}
