import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiClient } from "../../src/cluster/api/api-client.ts";
import { ObjectCache } from "../../src/cluster/objects/object-cache.ts";
import { ResourceWatch } from "../../src/cluster/watch/resource-watch.ts";
import { GraphResource } from "../../src/graph/reconcile/graph-resource.ts";
import { readGraph, type WatchedGraph } from "../../src/graph/reconcile/watched-graph.ts";
import { FakeApiServer, refuse } from "../cluster/live/fake-api-server.ts";
import { FAST, SOON } from "../cluster/live/timing.ts";

let api: FakeApiServer;
let client: ApiClient;
let watch: ResourceWatch;
let graphs: ObjectCache<WatchedGraph>;
let resource: GraphResource;
let served: string[];
let lines: { level: number }[];

beforeEach(async () => {
  api = await FakeApiServer.start();
  client = new ApiClient(api.access, "test");
  served = [];
  lines = [];
  api.intercept = ({ path, isWatch }, response) => {
    const version = path.split("/")[3] ?? "";
    if (!served.includes(version)) refuse(response, 404);
    else if (isWatch) response.flushHeaders();
    else response.end(JSON.stringify({ metadata: { resourceVersion: "7" }, items: [PARTIAL] }));
    return true;
  };
  graphs = new ObjectCache({ onChange: () => {}, transform: readGraph });
  resource = new GraphResource();
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  watch = new ResourceWatch({ client, resource, sink: graphs, timing: FAST, log });
});

afterEach(async () => {
  await watch.close();
  client.close();
  await api.close();
});

const PARTIAL = {
  kind: "PartialObjectMetadata",
  apiVersion: "meta.k8s.io/v1",
  metadata: {
    namespace: "inference",
    name: "g",
    uid: "u",
    generation: 3,
    annotations: { "modelexpress.nvidia.com/instances": "A: {}", other: "long" },
    managedFields: [{}],
  },
};

describe("the graphs of a cluster", () => {
  test("are awaited quietly until Dynamo is installed", async () => {
    await vi.waitFor(() => expect(api.requests.length).toBeGreaterThan(3), SOON);
    expect({ isSynced: watch.isSynced, isOptional: watch.isOptional }).toEqual({ isSynced: false, isOptional: true });
    expect(lines.filter(({ level }) => level >= 40)).toEqual([]);

    served = ["v1alpha1", "v1beta1"];

    await vi.waitFor(() => expect(watch.isSynced).toBe(true), SOON);
  });

  test.each(["v1alpha1", "v1beta1"])("are found if only %s is served", async (version) => {
    served = [version];

    await vi.waitFor(() => expect(watch.isSynced).toBe(true), SOON);

    expect(resource.type).toEqual({ apiVersion: `nvidia.com/${version}`, plural: "dynamographdeployments" });
  });

  test("are requested as metadata only, and stored in part", async () => {
    served = ["v1beta1"];
    await vi.waitFor(() => expect(api.watches.length).toBeGreaterThan(0), SOON);

    const kinds = [...api.lists.slice(-1), ...api.watches.slice(-1)].map(({ accept }) => accept);
    expect(kinds).toEqual([
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
    ]);
    expect(graphs.get("inference/g")).toEqual({
      namespace: "inference",
      name: "g",
      uid: "u",
      generation: 3,
      isEnding: false,
      annotations: { "modelexpress.nvidia.com/instances": "A: {}" },
    });
  });

  test("cause a logged warning if they may not be read", async () => {
    api.intercept = (_request, response) => {
      refuse(response, 403);
      return true;
    };

    await vi.waitFor(() => expect(lines.some(({ level }) => level === 40)).toBe(true), SOON);
  });
});
