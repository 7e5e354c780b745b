import { expect, it } from "vitest";
import { listUnknownKeys } from "../../src/model-express/service-keys.ts";

const KEY = "modelexpress.nvidia.com/";
const LABELS = { app: "x", [`${KEY}dynamo-namespace`]: "agg", [`${KEY}model-express`]: "mx" };
const ANNOTATIONS = { note: "x", [`${KEY}claim`]: "models", [`${KEY}gate`]: "enabled" };

function service(labels: object, annotations: object) {
  return { metadata: { labels: { ...LABELS, ...labels }, annotations: { ...ANNOTATIONS, ...annotations } } };
}

it("lists the labels and annotations of a Service with our prefix that mean nothing, and five at most", () => {
  expect(listUnknownKeys(service({}, {}))).toEqual([]);
  expect(listUnknownKeys({})).toEqual([]);
  expect(listUnknownKeys(service({ [`${KEY}claim`]: "x" }, { [`${KEY}clam`]: "x", "other.com/clam": "x" }))).toEqual([
    { kind: "annotation", name: "clam" },
    { kind: "label", name: "claim" },
  ]);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${KEY}a${at}`, "x"]));
  expect(listUnknownKeys(service({}, many))).toHaveLength(5);
});

it("cuts a key that is long", () => {
  const [key] = listUnknownKeys(service({}, { [`${KEY}${"b".repeat(1000)}`]: "x" }));
  expect(key?.name).toMatch(/^b+…$/);
  expect(key?.name.length).toBeLessThan(100);
});
