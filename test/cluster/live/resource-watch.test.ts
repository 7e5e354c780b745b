import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiClient } from "../../../src/cluster/api/api-client.ts";
import { WatchedLayer } from "../../../src/cluster/live/watched-layer.ts";
import { ResourceWatch } from "../../../src/cluster/watch/resource-watch.ts";
import type { WatchTiming } from "../../../src/cluster/watch/timing.ts";
import { errorEvent, FakeApiServer, refuse } from "./fake-api-server.ts";
import { instance } from "./objects.ts";
import { FAST, SOON } from "./timing.ts";

let api: FakeApiServer;
let client: ApiClient;
let watch: ResourceWatch | undefined;
let layer: WatchedLayer;
let lines: { level: number; msg: string; error?: string }[];

beforeEach(async () => {
  api = await FakeApiServer.start();
  client = new ApiClient(api.access, "test");
  layer = new WatchedLayer({ kind: "Service", onChange: () => {} });
  lines = [];
});

afterEach(async () => {
  await watch?.close();
  client.close();
  await api.close();
});

function start(timing: Partial<WatchTiming> = {}): void {
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const resource = {
    name: "services",
    path: "/api/v1/services",
    labelSelector: "modelexpress.nvidia.com/dynamo-namespace",
  };
  watch = new ResourceWatch({ client, resource, sink: layer, timing: { ...FAST, ...timing }, log });
}

function names(): string[] {
  return [...layer.memory.instances()].map(({ name }) => name).sort();
}

async function untilNames(...expected: string[]): Promise<void> {
  await vi.waitFor(() => expect(names()).toEqual(expected), SOON);
}

async function untilWatching(): Promise<void> {
  await vi.waitFor(() => expect(api.openWatches).toBe(1), SOON);
}

function warnings(): string[] {
  return lines.filter(({ level }) => level >= 40).map(({ msg }) => msg);
}

describe("a list", () => {
  test("is read in pages and applied when complete", async () => {
    for (let i = 0; i < 1201; i++) api.store.put("services", instance(`i${i}`));
    let release = (): void => {};
    api.intercept = ({ query }, response) => {
      if (query.get("continue") !== "1000") return false;
      release = () =>
        response.end(JSON.stringify({ metadata: { resourceVersion: "1301" }, items: [instance("last")] }));
      return true;
    };
    start();
    await vi.waitFor(() => expect(api.lists).toHaveLength(3), SOON);
    expect(watch?.isSynced).toBe(false);
    expect(names()).toEqual([]);
    release();
    await vi.waitFor(() => expect(watch?.isSynced).toBe(true), SOON);
    expect(names()).toHaveLength(1001);
  });

  test.each(["before", "within"])("is abandoned and restarted when it hangs %s its answer", async (when) => {
    api.store.put("services", instance("one"));
    api.intercept = (_request, response) => {
      if (when === "within") response.flushHeaders();
      return api.lists.length < 3;
    };
    start({ listIdle: 50 });
    await untilNames("one");
    expect(api.lists.length).toBeGreaterThanOrEqual(3);
    expect(warnings()).toHaveLength(1);
    const errors = lines.filter(({ level }) => level >= 40).map(({ error }) => error);
    expect(errors).toEqual(["the API server sent nothing for 0.05 s"]);
  });

  test("restarts from the first page when it expires between two pages", async () => {
    for (let i = 0; i < 501; i++) api.store.put("services", instance(`i${i}`));
    let isExpired = false;
    api.intercept = ({ query }, response) => {
      if (isExpired || !query.has("continue")) return false;
      isExpired = true;
      refuse(response, 410);
      return true;
    };
    start();
    await vi.waitFor(() => expect(names()).toHaveLength(501), SOON);
    expect(warnings()).toEqual([]);
  });

  test("is not retried before Retry-After when refused with 429", async () => {
    api.store.put("services", instance("one"));
    api.intercept = ({ isWatch }, response) => {
      if (isWatch || api.lists.length > 1) return false;
      refuse(response, 429, { "retry-after": "1" });
      return true;
    };
    start();
    await untilNames("one");
    const [first, second] = api.lists;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
  });

  test("that keeps failing is logged once, and once more when it works", async () => {
    api.intercept = (_request, response) => {
      if (api.requests.length > 6) return false;
      refuse(response, 500);
      return true;
    };
    start();
    await untilWatching();
    expect(warnings()).toHaveLength(1);
    await vi.waitFor(() => expect(lines.filter(({ level }) => level === 30)).toHaveLength(1), SOON);
    expect(watch?.isFailing).toBe(false);
  });

  test("that is too large for memory is requested in smaller pages", async () => {
    for (const name of ["a", "b", "c"]) api.store.put("services", instance(name));
    const tooMuch = Buffer.alloc(1024 * 1024, " ");
    api.intercept = ({ isWatch, query }, response) => {
      if (isWatch || Number(query.get("limit")) <= 125) return false;
      for (let i = 0; i < 65; i++) response.write(tooMuch);
      response.end();
      return true;
    };
    start();
    await untilNames("a", "b", "c");
    expect(api.lists.map(({ query }) => query.get("limit"))).toEqual(["500", "250", "125"]);
  });
});

describe("a watch", () => {
  test("follows additions, changes and deletions", async () => {
    api.store.put("services", instance("one"));
    start();
    await untilNames("one");
    api.store.put("services", instance("two"));
    await untilNames("one", "two");
    api.store.put("services", instance("two", { scope: "disagg" }));
    await vi.waitFor(() => expect(layer.memory.instancesFor("team", "disagg")).toHaveLength(1), SOON);
    api.store.remove("services", "team", "one");
    await untilNames("two");
    const { metadata, spec } = instance("two");
    api.store.put("services", { metadata: { ...metadata, labels: {} }, spec: spec ?? {} });
    await untilNames();
    expect(api.lists).toHaveLength(1);
  });

  test.each([{ isAbrupt: false }, { isAbrupt: true }])("resumes where it was when closed: %o", async (how) => {
    start();
    await untilWatching();
    api.store.put("services", instance("one"));
    await untilNames("one");
    api.endWatches(how);
    api.store.put("services", instance("two"));
    await untilNames("one", "two");
    expect(api.lists).toHaveLength(1);
    expect(api.watches.at(-1)?.query.get("resourceVersion")).toBe("101");
    expect(warnings()).toEqual([]);
  });

  test("requests bookmarks and a timeout, and resumes from the last bookmark", async () => {
    start();
    await untilWatching();
    api.send({ type: "BOOKMARK", object: { metadata: { resourceVersion: "777" } } });
    api.endWatches();
    await vi.waitFor(() => expect(api.watches.length).toBeGreaterThan(1), SOON);
    const [first, second] = api.watches.map(({ query }) => query);
    expect(first?.get("allowWatchBookmarks")).toBe("true");
    expect(Number(first?.get("timeoutSeconds"))).toBeGreaterThanOrEqual(300);
    expect(Number(first?.get("timeoutSeconds"))).toBeLessThanOrEqual(600);
    expect(second?.get("resourceVersion")).toBe("777");
  });

  test("that is too old by its status is followed by a list, which drops the deleted objects", async () => {
    api.store.put("services", instance("one"));
    api.store.put("services", instance("two"));
    start();
    await untilWatching();
    api.endWatches();
    api.store.remove("services", "team", "one");
    api.store.put("services", instance("three"));
    api.store.compact();
    await untilNames("three", "two");
    expect(api.lists).toHaveLength(2);
  });

  test("that is too old by an event is followed by a list, which drops the deleted objects", async () => {
    api.store.put("services", instance("one"));
    start();
    await untilWatching();
    api.send(errorEvent(410));
    api.endWatches();
    api.store.remove("services", "team", "one");
    await untilNames();
    expect(api.lists.length).toBeGreaterThanOrEqual(2);
    expect(warnings()).toEqual([]);
  });

  test("drops a truncated last line and gets the event again", async () => {
    start();
    await untilWatching();
    api.endWatches({ last: '{"type":"ADDED","object":{"metadata":{"name":"half', isAbrupt: true });
    api.store.put("services", instance("whole"));
    await untilNames("whole");
    expect(warnings()).toEqual([]);
  });

  test("accepts lines in any pieces, even with split characters", async () => {
    start();
    await untilWatching();
    const object = { ...instance("näme"), spec: { ports: [{ name: "grpc", port: 1 }] } };
    const bytes = Buffer.from(`${JSON.stringify({ type: "ADDED", object })}\n`);
    api.intercept = ({ isWatch }, response) => {
      if (!isWatch) return false;
      for (const byte of bytes) response.write(Buffer.of(byte));
      return true;
    };
    api.endWatches();
    await untilNames("näme");
  });

  test.each(["no JSON", "[]", '{"type":"WHAT","object":{}}'])("is reopened with a warning after %s", async (line) => {
    start();
    await untilWatching();
    api.endWatches({ last: `${line}\n` });
    api.store.put("services", instance("one"));
    await untilNames("one");
    expect(warnings()).toHaveLength(1);
  });

  test("is followed by a list when it keeps failing at one resourceVersion", async () => {
    start();
    await untilWatching();
    api.intercept = ({ isWatch }, response) => {
      if (!isWatch || api.lists.length > 1) return false;
      refuse(response, 504);
      return true;
    };
    api.endWatches();
    api.store.put("services", instance("one"));
    await untilNames("one");
    expect(api.lists).toHaveLength(2);
  });

  test("is reopened where it was when it falls silent", async () => {
    start({ watchIdle: 60 });
    await untilWatching();
    await vi.waitFor(() => expect(api.watches.length).toBeGreaterThan(2), SOON);
    expect(api.lists).toHaveLength(1);
    expect(warnings()).toEqual([]);
  });

  test("is reopened with growing delays when it keeps ending at once", async () => {
    api.intercept = ({ isWatch }, response) => isWatch && response.end() === response;
    start({ backoff: { first: 20, most: 100_000 }, stable: 1000 });
    await vi.waitFor(() => expect(api.watches).toHaveLength(5), SOON);
    const [first, , , , last] = api.watches;
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(10 + 20 + 40 + 80 - 10);
  });
});

test("known objects are kept while the API server is unreachable", async () => {
  api.store.put("services", instance("one"));
  start();
  await untilWatching();
  api.intercept = (_request, response) => response.destroy() === response;
  api.endWatches({ isAbrupt: true });
  await vi.waitFor(() => expect(watch?.isFailing).toBe(true), SOON);
  expect(names()).toEqual(["one"]);
  expect(watch?.isSynced).toBe(true);
  api.intercept = () => false;
  await vi.waitFor(() => expect(watch?.isFailing).toBe(false), SOON);
});

test("closing ends a list that hangs, a pause and an open watch", async () => {
  api.intercept = (_request, response) => response.flushHeaders() === undefined;
  start();
  await vi.waitFor(() => expect(api.lists).toHaveLength(1), SOON);
  await watch?.close();
  api.intercept = (_request, response) => refuse(response, 500) === undefined;
  start({ backoff: { first: 100_000, most: 100_000 } });
  await vi.waitFor(() => expect(watch?.isFailing).toBe(true), SOON);
  await watch?.close();
  api.intercept = () => false;
  start();
  await untilWatching();
  await watch?.close();
  await vi.waitFor(() => expect(api.openWatches).toBe(0), SOON);
});
