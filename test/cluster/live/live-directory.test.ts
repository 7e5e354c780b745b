import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MOST_CLAIMS_PER_NAMESPACE } from "../../../src/cluster/live/claim-shares.ts";
import type { LiveDirectory } from "../../../src/cluster/live/live-directory.ts";
import { FakeApiServer, refuse } from "./fake-api-server.ts";
import { claim, instance, namespace, operatorMade } from "./objects.ts";
import { openDirectory } from "./open-directory.ts";
import { SOON } from "./timing.ts";

let api: FakeApiServer;
let directory: LiveDirectory;

beforeEach(async () => {
  api = await FakeApiServer.start();
});

afterEach(async () => {
  await directory.close();
  await api.close();
});

function open(): void {
  ({ directory } = openDirectory(api.access));
}

async function untilSynced(): Promise<void> {
  await vi.waitFor(() => expect(directory.waitingFor()).toEqual([]), SOON);
}

function names(scope = "agg"): string[] {
  return directory.instancesFor("team", scope).map(({ name }) => name);
}

const BOTH = {
  "modelexpress.nvidia.com/dynamo-namespace": "agg",
  "nvidia.com/dynamo-component-type": "ModelExpress",
  "nvidia.com/dynamo-component": "model-express",
};

describe("readiness", () => {
  test("waits for each watch by name, and is kept when a watch breaks later", async () => {
    api.intercept = ({ path }, response) => path.endsWith("/namespaces") && refuse(response, 403) === undefined;
    open();
    expect(directory.waitingFor()).toHaveLength(4);
    await vi.waitFor(() => expect(directory.waitingFor()).toEqual(["namespaces"]), SOON);
    api.intercept = () => false;
    await untilSynced();
    api.intercept = (_request, response) => refuse(response, 500) === undefined;
    api.endWatches();
    await vi.waitFor(() => expect(directory.states.every(({ isFailing }) => isFailing)).toBe(true), SOON);
    expect(directory.waitingFor()).toEqual([]);
  });

  test("does not wait for a list that hangs, and names it", async () => {
    api.intercept = ({ query }, response) => {
      const isLabelled = query.get("labelSelector") === "modelexpress.nvidia.com/dynamo-namespace";
      return isLabelled && response.flushHeaders() === undefined;
    };
    open();
    await vi.waitFor(() => expect(directory.waitingFor()).toEqual(["labelled-services"]), SOON);
  });
});

describe("instances", () => {
  test("are counted once, however many selectors match the Service", async () => {
    api.store.put("services", operatorMade("mx", BOTH));
    open();
    await untilSynced();
    expect(names()).toEqual(["mx"]);
    expect(directory.instanceNamed("team", "mx")?.port).toBe(8001);
    expect(directory.count("Service")).toBe(3);
  });

  test("are kept while one selector still matches", async () => {
    api.store.put("services", operatorMade("mx", BOTH));
    open();
    await untilSynced();
    api.store.put("services", operatorMade("mx", { "nvidia.com/dynamo-component": "model-express" }));
    await vi.waitFor(() => expect(directory.count("Service")).toBe(1), SOON);
    expect(names()).toEqual(["mx"]);
    api.store.remove("services", "team", "mx");
    await vi.waitFor(() => expect(names()).toEqual([]), SOON);
  });

  test.each(["ModelExpress", "modelexpress", "model-express"])("are found by the component type %s", async (type) => {
    api.store.put("services", operatorMade("mx", { "nvidia.com/dynamo-component-type": type }));
    api.store.put("services", operatorMade("worker", { "nvidia.com/dynamo-component-type": "worker" }));
    open();
    await untilSynced();
    expect(names()).toEqual(["mx"]);
    expect(directory.instanceNamed("team", "worker")).toBeUndefined();
  });

  test("follow their label from one dynamo namespace to another", async () => {
    api.store.put("services", instance("mx"));
    open();
    await untilSynced();
    api.store.put("services", instance("mx", { scope: "disagg" }));
    await vi.waitFor(() => expect(names("disagg")).toEqual(["mx"]), SOON);
    expect(names()).toEqual([]);
  });
});

/** The names of the claims for which a watch was opened. */
function watchedClaims(): Set<string | null> {
  const asked = api.watches.filter(({ path }) => path.endsWith("/persistentvolumeclaims"));
  return new Set(asked.map(({ query }) => query.get("fieldSelector")));
}

async function untilClaim(name: string, namespace = "team"): Promise<void> {
  await vi.waitFor(() => expect(directory.claim(namespace, name)).toBeDefined(), SOON);
}

describe("claims", () => {
  test("are watched by name from the first request on", async () => {
    for (const name of ["cache", "other"]) api.store.put("persistentvolumeclaims", claim(name));
    api.store.put("services", instance("mx", { claim: "other" }));
    open();
    await untilSynced();
    expect(directory.claim("team", "cache")).toBeUndefined();
    await untilClaim("cache");
    expect(directory.claim("team", "cache")?.accessModes).toEqual(["ReadWriteMany"]);
    await vi.waitFor(() => expect(watchedClaims()).toEqual(new Set(["metadata.name=cache"])), SOON);
  });

  test("appear and disappear with the objects", async () => {
    open();
    await untilSynced();
    expect(directory.claim("team", "cache")).toBeUndefined();
    api.store.put("persistentvolumeclaims", claim("cache"));
    await untilClaim("cache");
    api.store.remove("persistentvolumeclaims", "team", "cache");
    await vi.waitFor(() => expect(directory.claim("team", "cache")).toBeUndefined(), SOON);
  });

  test("of a namespace that requests many end no other namespace's watch, and are read", async () => {
    api.store.put("persistentvolumeclaims", claim("mine", "victim"));
    for (let i = 0; i < 300; i++) api.store.put("persistentvolumeclaims", claim(`cache${i}`));
    open();
    await untilSynced();
    await untilClaim("mine", "victim");
    for (let i = 0; i < 300; i++) directory.claim("team", `cache${i}`);
    await vi.waitFor(() => expect(api.openWatches).toBe(4 + 1 + MOST_CLAIMS_PER_NAMESPACE), SOON);
    expect(directory.claim("victim", "mine")).toBeDefined();
    await directory.read([{ about: "claim", namespace: "team", name: "cache0" }]);
    expect(directory.claim("team", "cache0")).toBeDefined();
  });
});

describe("a Service that is too large to be read", () => {
  const ports = Array.from({ length: 20_000 }, (_, port) => ({ name: `p${port}`, port }));

  test.each(["by a list", "by a watch"])("is an instance with a problem, known by name: %s", async (how) => {
    const large = { ...instance("mx", { claim: "cache" }), spec: { ports } };
    if (how === "by a list") api.store.put("services", large);
    open();
    await untilSynced();
    if (how === "by a watch") api.store.put("services", large);
    await vi.waitFor(() => expect(names()).toEqual(["mx"]), SOON);
    expect(directory.instanceNamed("team", "mx")?.problem).toMatch(/^it is too large to be read: it has more than \d+/);
  });

  test("does not affect the others", async () => {
    api.store.put("services", instance("one"));
    api.store.put("services", { ...instance("mx"), spec: { ports } });
    api.store.put("services", instance("other"));
    open();
    await untilSynced();
    expect(names().sort()).toEqual(["mx", "one", "other"]);
    expect(["one", "other"].map((name) => directory.instanceNamed("team", name)?.problem)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

test("namespaces are stored while they are opted in", async () => {
  api.store.put("namespaces", namespace("team"));
  api.store.put("namespaces", namespace("other", ""));
  open();
  await untilSynced();
  expect(directory.isOptedIn("team")).toBe(true);
  expect(directory.isOptedIn("other")).toBeUndefined();
  api.store.put("namespaces", namespace("team", "disabled"));
  await vi.waitFor(() => expect(directory.isOptedIn("team")).toBeUndefined(), SOON);
});

test("memory grows with the instances, not with the Services", async () => {
  for (let i = 0; i < 1000; i++) {
    api.store.put("services", { metadata: { name: `s${i}`, namespace: "team", labels: { app: "x" } } });
  }
  for (let i = 0; i < 10; i++) api.store.put("services", instance(`mx${i}`));
  open();
  await untilSynced();
  expect(directory.count("Service")).toBe(10);
});
