import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LiveDirectory } from "../../../src/cluster/live/live-directory.ts";
import type { PullScript } from "../../../src/model-express/pull-script.ts";
import { FakeApiServer, refuse } from "./fake-api-server.ts";
import type { StoredObject } from "./fake-store.ts";
import { FAST, SOON } from "./timing.ts";

const script: PullScript = { name: "model-express-pull-0123456789", text: "echo\n", digest: "0123456789abcdef" };

function configMap(namespace: string, changes: Partial<StoredObject> = {}): StoredObject {
  return { metadata: { name: script.name, namespace }, immutable: true, data: { "pull.sh": script.text }, ...changes };
}

describe("the namespaces with a pull script", () => {
  let api: FakeApiServer;
  let directory: LiveDirectory;
  let lines: string[];

  beforeEach(async () => {
    api = await FakeApiServer.start();
    lines = [];
  });

  afterEach(async () => {
    await directory.close();
    await api.close();
  });

  function open(pullScript: PullScript | undefined): void {
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
    directory = new LiveDirectory({ access: api.access, userAgent: "test", log, timing: FAST, pullScript });
  }

  const has = (namespace: string): boolean => directory.hasPullScript(namespace, script);

  test("are those with an immutable ConfigMap of this text", async () => {
    api.store.put("configmaps", configMap("team"));
    api.store.put("configmaps", configMap("changeable", { immutable: false }));
    api.store.put("configmaps", configMap("other-text", { data: { "pull.sh": "rm" } }));
    api.store.put("configmaps", configMap("large", { data: { "pull.sh": "x".repeat(500_000) } }));
    api.store.put("configmaps", configMap("other-name", { metadata: { name: "other", namespace: "other-name" } }));
    open(script);
    await vi.waitFor(() => expect(has("team")).toBe(true), SOON);
    const others = ["changeable", "other-text", "large", "other-name"];
    expect(others.map((namespace) => has(namespace))).toEqual([false, false, false, false]);
    expect(directory.hasPullScript("team", { ...script, digest: "another" })).toBe(false);
  });

  test("are followed", async () => {
    open(script);
    await vi.waitFor(() => expect(api.openWatches).toBe(5), SOON);
    expect(has("team")).toBe(false);
    api.store.put("configmaps", configMap("team"));
    await vi.waitFor(() => expect(has("team")).toBe(true), SOON);
    api.store.put("configmaps", configMap("team", { data: {} }));
    await vi.waitFor(() => expect(has("team")).toBe(false), SOON);
    api.store.put("configmaps", configMap("team"));
    await vi.waitFor(() => expect(has("team")).toBe(true), SOON);
    api.store.remove("configmaps", "team", script.name);
    await vi.waitFor(() => expect(has("team")).toBe(false), SOON);
  });

  test("are asked for by name, so that permission for this name is enough", async () => {
    open(script);
    await vi.waitFor(() => expect(api.openWatches).toBe(5), SOON);
    const asked = api.requests.filter(({ path }) => path.endsWith("/configmaps"));
    expect(asked).not.toEqual([]);
    for (const { query } of asked) expect(query.get("fieldSelector")).toBe(`metadata.name=${script.name}`);
  });

  test("are none without permission, which is logged once and delays nothing", async () => {
    api.store.put("configmaps", configMap("team"));
    api.intercept = ({ path }, response) => path.endsWith("/configmaps") && refuse(response, 403) === undefined;
    open(script);
    await vi.waitFor(() => expect(directory.waitingFor()).toEqual([]), SOON);
    const refused = () => api.requests.filter(({ path }) => path.endsWith("/configmaps")).length;
    await vi.waitFor(() => expect(refused()).toBeGreaterThan(2), SOON);
    expect(has("team")).toBe(false);
    expect(lines.filter((line) => line.includes("pull-scripts"))).toHaveLength(1);
  });

  test("are not asked for where pods contain the script", async () => {
    api.store.put("configmaps", configMap("team"));
    open(undefined);
    await vi.waitFor(() => expect(directory.waitingFor()).toEqual([]), SOON);
    expect(api.requests.filter(({ path }) => path.endsWith("/configmaps"))).toEqual([]);
    expect(has("team")).toBe(false);
  });
});
