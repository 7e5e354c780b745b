import { describe, expect, it } from "vitest";
import { ObjectCache } from "../../../src/cluster/objects/object-cache.ts";
import { ownFields } from "../../../src/cluster/objects/own-fields.ts";
import { isOlder } from "../../../src/cluster/objects/resource-version.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";

function object(name: string, value: string): JsonObject {
  return { metadata: { namespace: "n", name }, value };
}

describe("a cache of objects", () => {
  function openCache() {
    const told: unknown[] = [];
    const cache = new ObjectCache<string>({
      onChange: (...change) => told.push(change),
      transform: ({ value }) => (typeof value === "string" && value !== "" ? value : undefined),
    });
    return { cache, told };
  }

  it("reports the previous and the current state", () => {
    const { cache, told } = openCache();
    cache.changed(object("a", "1"));
    cache.changed(object("a", "2"));
    cache.deleted(object("a", "2"));

    expect(told).toEqual([
      ["n/a", "1", undefined],
      ["n/a", "2", "1"],
      ["n/a", undefined, "2"],
    ]);
    expect(cache.size).toBe(0);
  });

  it("keeps its content until a list is complete, then drops the objects missing from it", () => {
    const { cache, told } = openCache();
    cache.changed(object("a", "1"));
    told.splice(0);
    cache.beginList();
    cache.listed(object("b", "1"));
    expect([...cache.values()]).toEqual(["1"]);
    expect(cache.get("n/b")).toBeUndefined();

    cache.endList();

    expect(cache.get("n/a")).toBeUndefined();
    expect(told).toEqual([
      ["n/a", undefined, "1"],
      ["n/b", "1", undefined],
    ]);
  });

  it("treats an object not worth its memory as absent", () => {
    const { cache, told } = openCache();
    cache.changed(object("a", "1"));
    cache.changed(object("a", ""));

    expect(cache.get("n/a")).toBeUndefined();
    expect(told.at(-1)).toEqual(["n/a", undefined, "1"]);
  });
});

describe("a manager's own fields", () => {
  const entry = { manager: "us", operation: "Apply", fieldsV1: { "f:spec": { "f:replicas": {} } } };
  const others = [
    { ...entry, manager: "them", fieldsV1: { "f:spec": {} } },
    { ...entry, operation: "Update", fieldsV1: {} },
    { ...entry, subresource: "status", fieldsV1: {} },
  ];
  const digest = (...managedFields: readonly JsonObject[]) => ownFields({ metadata: { managedFields } }, "us");

  it("do not depend on other managers' fields", () => {
    expect(digest(...others, entry)).toBe(digest(entry));
    expect(digest(entry)).not.toBe("");
  });

  it("change when another manager takes one over", () => {
    expect(digest({ ...entry, fieldsV1: { "f:spec": {} } })).not.toBe(digest(entry));
  });

  it("are empty if nothing was applied", () => {
    expect(digest(...others)).toBe("");
    expect(ownFields({}, "us")).toBe("");
  });
});

describe("the version of an object", () => {
  it.each([
    ["99", "100", true],
    ["100", "100", false],
    ["101", "100", false],
    ["9007199254740993", "9007199254740994", true],
    ["", "100", false],
    ["abc", "abd", false],
  ])("%s is older than %s: %s", (version, other, expected) => {
    expect(isOlder(version, other)).toBe(expected);
  });
});
