import jsonPatch from "fast-json-patch";
import { Pod } from "kubernetes-models/v1";
import { describe, expect, test } from "vitest";
import { isObject, type JsonObject, type JsonValue, member, objectAt, objectsAt } from "../../src/kubernetes/json.ts";
import { goldenCases, mutateGolden } from "./golden-case.ts";
import { withoutOurWords } from "./our-words.ts";
import { violationsOfRestricted } from "./pod-security.ts";

const injected = goldenCases()
  .filter(({ patch }) => patch.length > 0)
  .map((golden) => {
    const before = golden.request.object as JsonObject;
    const { patch: operations } = mutateGolden(golden);
    const after = structuredClone(before);
    jsonPatch.applyPatch(after, structuredClone(operations) as jsonPatch.Operation[], true);
    return { name: golden.name, before, after, operations };
  });

describe("for every golden that injects", () => {
  test.each(injected)("no shorter list of additions gives the same pod: $name", ({ before, after, operations }) => {
    expect(operations.length).toBe(fewestAdditions(before, after));
  });

  test.each(injected)("the result is valid by Kubernetes's OpenAPI schema: $name", ({ after }) => {
    expect(() => new Pod(after as ConstructorParameters<typeof Pod>[0]).validate()).not.toThrow();
  });

  test.each(injected)("names are unique, mounts name volumes, paths are mounted once: $name", ({ after }) => {
    const spec = objectAt(after, "spec");
    const containers = [...objectsAt(spec, "initContainers"), ...objectsAt(spec, "containers")];
    expectUnique(containers.map(({ name }) => name));
    const volumes = objectsAt(spec, "volumes").map(({ name }) => name);
    expectUnique(volumes);
    for (const container of containers) {
      const mounts = objectsAt(container, "volumeMounts");
      expectUnique(mounts.map(({ mountPath }) => mountPath));
      for (const { name } of mounts) expect(volumes).toContain(name);
      for (const { name } of objectsAt(container, "env")) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    }
    for (const name of volumes) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });

  test.each(injected)("Pod Security restricted is met if it was before: $name", ({ before, after }) => {
    if (violationsOfRestricted(before).length === 0) expect(violationsOfRestricted(after)).toEqual([]);
  });

  test("some of them met restricted before", () => {
    expect(injected.some(({ before }) => violationsOfRestricted(before).length === 0)).toBe(true);
  });
});

/** Every new member or element needs exactly one addition. */
function fewestAdditions(before: JsonValue | undefined, after: JsonValue | undefined): number {
  if (isObject(before) && isObject(after)) {
    const counts = Object.keys(after).map((key) => {
      const old = member(before, key);
      return old === undefined ? 1 : fewestAdditions(old, member(after, key));
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }
  if (Array.isArray(before) && Array.isArray(after)) return fewestInList(before, after);
  return before === after ? 0 : 1;
}

/** Elements are identified by their names; existing ones keep their order. */
function fewestInList(before: readonly JsonValue[], after: readonly JsonValue[]): number {
  let next = 0;
  let count = 0;
  for (const element of after) {
    const old = before[next];
    if (old !== undefined && isSame(old, element)) {
      count += fewestAdditions(old, element);
      next += 1;
    } else if (typeof element === "string" && element !== old && withoutOurWords(element) === old) {
      // A value is tested before it is replaced.
      count += 2;
      next += 1;
    } else count += 1;
  }
  expect(next).toBe(before.length);
  return count;
}

function isSame(old: JsonValue, element: JsonValue): boolean {
  if (!isObject(old) || !isObject(element)) return old === element;
  return ["name", "mountPath"].every((key) => old[key] === element[key]);
}

function expectUnique(values: readonly (JsonValue | undefined)[]): void {
  expect(new Set(values).size).toBe(values.length);
}
