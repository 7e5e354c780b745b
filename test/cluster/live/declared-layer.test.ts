import { beforeEach, describe, expect, test } from "vitest";
import { DeclaredLayer } from "../../../src/cluster/live/declared-layer.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { buildGraphDeclarations } from "../../../src/processes/graph-declarations.ts";

const CREATED = "2026-01-01T00:00:00Z";
const MINUTE = 60_000;

let now: number;
let layer: DeclaredLayer;

beforeEach(() => {
  now = Date.parse(CREATED);
  layer = new DeclaredLayer(buildGraphDeclarations().declaredBy, () => now);
});

/** A graph's metadata as the API server returns it. */
function graph(
  name: string,
  metadata: JsonObject = {},
  spec = "pvc: {name: cache, size: 1Gi, create: true}",
): JsonObject {
  const annotations = { "modelexpress.nvidia.com/instances": `ModelExpress: {${spec}}` };
  return { metadata: { namespace: "team", name, uid: name, creationTimestamp: CREATED, annotations, ...metadata } };
}

function names(scope: string, namespace = "team"): readonly string[] {
  return layer.instancesFor(namespace, scope).map(({ name }) => name);
}

describe("what a graph declares", () => {
  test("counts as the Service and the claim that the controller will make", () => {
    layer.changed(graph("agg"));
    expect(layer.instancesFor("team", "team-agg")).toMatchObject([
      { name: "agg-modelexpress", port: 8001, claim: "cache" },
    ]);
    expect(layer.instanceNamed("team", "agg-modelexpress")).toMatchObject({ scope: "team-agg" });
    expect(layer.claim("team", "cache")).toMatchObject({ accessModes: ["ReadWriteMany"] });
  });

  test("applies to its own namespace only, not to other tenants' pods", () => {
    layer.changed(graph("agg", {}, "dynamoNamespace: global, pvc: {name: cache}"));
    expect(names("global")).toEqual(["agg-modelexpress"]);
    expect(names("global", "other")).toEqual([]);
    expect(layer.claim("other", "cache")).toBeUndefined();
  });

  test("promises no claim that the controller does not create", () => {
    layer.changed(graph("agg", {}, "pvc: {name: cache}"));
    expect(names("team-agg")).toEqual(["agg-modelexpress"]);
    expect(layer.claim("team", "cache")).toBeUndefined();
  });

  test("ends when the graph is deleted, is being deleted, or no longer declares it", () => {
    for (const end of [
      () => layer.deleted(graph("agg")),
      () => layer.changed(graph("agg", { deletionTimestamp: CREATED })),
      () => layer.changed(graph("agg", { annotations: {} })),
    ]) {
      layer.changed(graph("agg"));
      expect(names("team-agg")).toEqual(["agg-modelexpress"]);
      end();
      expect(names("team-agg")).toEqual([]);
    }
  });

  test("lasts ten minutes, so that no pod waits for a server that never comes", () => {
    layer.changed(graph("agg"));
    now += 9 * MINUTE;
    expect(names("team-agg")).toEqual(["agg-modelexpress"]);
    now += MINUTE;
    expect(names("team-agg")).toEqual([]);
    layer.changed(graph("agg"));
    expect(names("team-agg")).toEqual([]);
  });

  test("lasts from the last change outside of the status", () => {
    now += 60 * MINUTE;
    const write = (minutes: number, rest: JsonObject = {}): JsonObject => ({
      time: new Date(Date.parse(CREATED) + minutes * MINUTE).toISOString(),
      ...rest,
    });
    layer.changed(graph("status", { managedFields: [write(59, { subresource: "status" })] }));
    layer.changed(graph("edited", { managedFields: [write(59)] }));
    expect(names("team-status")).toEqual([]);
    expect(names("team-edited")).toEqual(["edited-modelexpress"]);
  });

  test("declares nothing if invalid", () => {
    layer.changed(graph("agg", {}, "pvc: {}"));
    layer.changed(graph("broken", { annotations: { "modelexpress.nvidia.com/instances": "[" } }));
    expect([...names("team-agg"), ...names("team-broken")]).toEqual([]);
  });

  test("is replaced by the next list once it is complete", () => {
    layer.changed(graph("old"));
    layer.beginList();
    layer.listed(graph("new"));
    expect(names("team-old")).toEqual(["old-modelexpress"]);
    layer.endList();
    expect([names("team-old"), names("team-new")]).toEqual([[], ["new-modelexpress"]]);
  });
});
