import fc from "fast-check";
import { expect, test } from "vitest";
import { ByNamespace } from "../../../src/cluster/objects/by-namespace.ts";

const namespace = fc.constantFrom("", "a", "b");
const key = fc
  .tuple(namespace, fc.constantFrom("x", "y", "z"))
  .map(([of, name]) => (of === "" ? name : `${of}/${name}`));

test("behaves like a map, with an index by namespace", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.option(fc.nat()))), namespace, (changes, of) => {
      const kept = new ByNamespace<number>();
      const model = new Map<string, number>();
      for (const [each, value] of changes) {
        if (value === null) kept.delete(each);
        else kept.set(each, value);
        if (value === null) model.delete(each);
        else model.set(each, value);
      }
      expect(kept.size).toBe(model.size);
      expect([...kept.keys()].sort()).toEqual([...model.keys()].sort());
      expect([...kept.values()].sort()).toEqual([...model.values()].sort());
      const own = [...model].filter(([each]) => (of === "" ? !each.includes("/") : each.startsWith(`${of}/`)));
      expect([...kept.in(of)].sort()).toEqual(own.map(([, value]) => value).sort());
      for (const [each] of changes) expect(kept.get(each)).toBe(model.get(each));
    }),
  );
});
