import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseEvent } from "../../../src/cluster/watch/watch-event.ts";
import { isNamed, readWatched } from "../../../src/cluster/watch/watched-object.ts";
import { LIMITS } from "../../../src/kubernetes/limits.ts";

const METADATA = {
  name: "mx",
  namespace: "team",
  uid: "1",
  resourceVersion: "7",
  creationTimestamp: "2026-01-01T00:00:00Z",
  labels: { "modelexpress.nvidia.com/dynamo-namespace": "agg" },
};
const ANNOTATIONS = { "modelexpress.nvidia.com/claim": "cache" };
const LONG = "x".repeat(LIMITS.watched.bytes);

function keys(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f:k${index}`, {}]));
}

function bytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

describe("an object from a watch", () => {
  test("is read unchanged, whatever its content", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (spec) => {
        const object = JSON.parse(
          JSON.stringify({ metadata: METADATA, spec, status: LONG.slice(0, 100_000) }),
        ) as object;
        expect(readWatched(bytes(object))).toEqual({ object });
      }),
    );
  });

  test("loses its managed fields first", () => {
    const whole = { metadata: { ...METADATA, managedFields: [{ fieldsV1: keys(20_000) }], annotations: ANNOTATIONS } };
    expect(readWatched(bytes({ ...whole, spec: { a: 1 } }))).toEqual({
      object: { metadata: { ...METADATA, managedFields: null, annotations: ANNOTATIONS }, spec: { a: 1 } },
    });
  });

  test.each<[string, object]>([
    ["bytes", { metadata: METADATA, spec: { text: LONG } }],
    ["bytes", { metadata: { annotations: { a: LONG }, ...METADATA } }],
    ["values", { metadata: METADATA, spec: { list: Array(LIMITS.watched.values + 1).fill(0) } }],
    ["keys", { spec: keys(LIMITS.watched.keys + 1), metadata: METADATA }],
    ["keys", { metadata: { ...METADATA, finalizers: keys(LIMITS.watched.keys + 1) } }],
    [
      "levels",
      { metadata: METADATA, text: LONG.slice(0, 20_000), spec: JSON.parse("[".repeat(100) + "]".repeat(100)) },
    ],
  ])("with too many %s is known by its names, in any order of its members", (what, object) => {
    const { object: read, excess } = readWatched(bytes(object));
    expect(read).toEqual({ metadata: METADATA });
    expect(excess).toContain(what);
  });

  test("loses its labels, too, when there are too many", () => {
    const labels = { ...METADATA.labels, ...keys(LIMITS.watched.keys) };
    const { labels: _, ...names } = METADATA;
    expect(readWatched(bytes({ metadata: { ...METADATA, labels } })).object).toEqual({ metadata: names });
  });

  test("parses no more than the limit, however long it is", () => {
    const parse = vi.spyOn(JSON, "parse");
    const managedFields = [{ fieldsV1: { text: LONG } }, { fieldsV1: keys(50_000) }];
    for (const annotations of [{ a: LONG.slice(0, 400_000) }, keys(100_000), { a: LONG }]) {
      const whole = { metadata: { ...METADATA, managedFields, annotations }, spec: { text: LONG.slice(0, 100_000) } };
      readWatched(bytes(whole));
    }
    const lengths = parse.mock.calls.map(([text]) => text.length);
    parse.mockRestore();
    expect(Math.max(...lengths)).toBeGreaterThan(400_000);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(LIMITS.watched.bytes);
  });

  test("is searched for its names up to a limit", () => {
    const precededBy = (length: number): Buffer =>
      bytes({ metadata: { annotations: { a: LONG.repeat(4).slice(0, length) }, ...METADATA } });
    const near = readWatched(precededBy(LIMITS.watchedNames - 1000));
    expect([near.object, isNamed(near)]).toEqual([{ metadata: METADATA }, true]);
    const far = readWatched(precededBy(LIMITS.watchedNames));
    expect([far.object, isNamed(far)]).toEqual([{ metadata: {} }, false]);
  });

  test.each([1, 10, 60, 90, 150])("has no part of a name at the end of that search, %d bytes before", (less) => {
    const start = '{"metadata":{"annotations":{"a":""},';
    const padding = "x".repeat(LIMITS.watchedNames - start.length - less);
    const { object } = readWatched(bytes({ metadata: { annotations: { a: padding }, ...METADATA }, text: LONG }));
    expect(METADATA).toMatchObject(object["metadata"] as object);
  });

  test("moves the watch on even if it is too large", () => {
    const event = parseEvent(bytes({ type: "MODIFIED", object: { metadata: METADATA, spec: { text: LONG } } }));
    expect(event).toMatchObject({ type: "MODIFIED", object: { metadata: { resourceVersion: "7" } } });
    expect(event.excess).toBe("it has more than 524288 bytes");
  });
});

test.each(["", "null", "7", '"x"', "[]", '{"kind":"Status"}'])("rejects the line %s", (line) => {
  expect(() => parseEvent(Buffer.from(line))).toThrow("not an event");
});
