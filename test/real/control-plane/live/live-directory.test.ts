import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openAccess } from "../../../../src/cluster/api/open-access.ts";
import { LiveDirectory } from "../../../../src/cluster/live/live-directory.ts";
import { loadConfig } from "../../../../src/configuration/config.ts";
import { toSettings } from "../../../../src/configuration/to-settings.ts";
import { type Mutation, mutatePod } from "../../../../src/injection/mutate-pod.ts";
import { mutateWithReads } from "../../../../src/mutation/mutate-with-reads.ts";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { createNamespace } from "../bed/namespace.ts";
import { findControlPlane } from "../bed/source.ts";
import { claim, instance, service } from "./services.ts";

const soon = { timeout: 60_000, interval: 20 };
const budgetMilliseconds = 8000;
const inject = "modelexpress.nvidia.com/inject";
const source = await findControlPlane();
const isOurs = source.kind === "binary" || source.kind === "folder";
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

describe.skipIf(source.kind === "unavailable")("live look-ups of a real cluster", { timeout: 240_000 }, () => {
  let controlPlane: ControlPlane;
  let client: Client;
  let directory: LiveDirectory;
  const lines: { level: number; msg: string }[] = [];
  const outcomes: string[] = [];

  beforeAll(async () => {
    controlPlane = await startControlPlane();
    client = connect(controlPlane);
    directory = await open();
    await vi.waitFor(() => expect(directory.waitingFor()).toEqual([]), soon);
  }, 240_000);

  afterAll(async () => {
    await directory?.close();
    client?.close();
    await controlPlane?.stop();
  });

  async function open(): Promise<LiveDirectory> {
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const access = await openAccess(controlPlane.kubeconfig);
    return new LiveDirectory({ access, userAgent: "test", log, onRead: (outcome) => void outcomes.push(outcome) });
  }

  const services = (namespace: string, name = "") =>
    `/api/v1/namespaces/${namespace}/services/${name}`.replace(/\/$/, "");
  const names = (namespace: string, scope: string) => directory.instancesFor(namespace, scope).map(({ name }) => name);

  async function mutate(namespace: string, scope: string, from = directory): Promise<Mutation> {
    const labels = { "nvidia.com/dynamo-component-type": "worker", "nvidia.com/dynamo-namespace": scope };
    const containers = [{ name: "main", image: "vllm", command: ["vllm", "serve", "Qwen/Qwen3-0.6B"] }];
    const object = { metadata: { name: "worker", labels }, spec: { containers } };
    return mutateWithReads(
      { request: { namespace, object }, directory: from, settings, mutate: mutatePod },
      budgetMilliseconds,
    );
  }

  it("follow an instance that appears, changes its claim and its dynamo namespace, and disappears", async () => {
    const namespace = await createNamespace(client, { [inject]: "enabled" });
    await client.create(services(namespace), instance("mx", "agg"));
    await vi.waitFor(() => expect(names(namespace, "agg")).toEqual(["mx"]), soon);

    await client.merge(services(namespace, "mx"), {
      metadata: { annotations: { "modelexpress.nvidia.com/claim": "cache" } },
    });
    await vi.waitFor(() => expect(directory.instanceNamed(namespace, "mx")?.claim).toBe("cache"), soon);

    const labels = { "modelexpress.nvidia.com/dynamo-namespace": "disagg" };
    await client.merge(services(namespace, "mx"), { metadata: { labels } });
    await vi.waitFor(() => expect(names(namespace, "disagg")).toEqual(["mx"]), soon);
    expect(names(namespace, "agg")).toEqual([]);

    await client.delete(services(namespace, "mx"));
    await vi.waitFor(() => expect(names(namespace, "disagg")).toEqual([]), soon);
  });

  it("lose an instance whose label is removed, unless the Dynamo operator's labels still mark it", async () => {
    const namespace = await createNamespace(client);
    const operators = { "nvidia.com/dynamo-component-type": "ModelExpress", "nvidia.com/dynamo-namespace": "agg" };
    const own = { "modelexpress.nvidia.com/dynamo-namespace": "agg" };
    await client.create(services(namespace), service("plain", own));
    await client.create(services(namespace), service("operators", { ...own, ...operators }));
    await vi.waitFor(() => expect(names(namespace, "agg").sort()).toEqual(["operators", "plain"]), soon);

    for (const name of ["plain", "operators"]) {
      await client.merge(services(namespace, name), {
        metadata: { labels: { "modelexpress.nvidia.com/dynamo-namespace": null } },
      });
    }

    await vi.waitFor(() => expect(names(namespace, "agg")).toEqual(["operators"]), soon);
  });

  it("follow the claim that an instance names, and no other", async () => {
    const namespace = await createNamespace(client);
    const claims = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`;
    await client.create(services(namespace), instance("mx", "agg", { "modelexpress.nvidia.com/claim": "cache" }));
    await client.create(claims, claim("other"));
    await client.create(claims, claim("cache"));

    await vi.waitFor(() => expect(directory.claim(namespace, "cache")?.accessModes).toEqual(["ReadWriteMany"]), soon);
    expect(directory.claim(namespace, "other")).toBeUndefined();

    await client.merge(`${claims}/cache`, { metadata: { finalizers: null } });
    await client.delete(`${claims}/cache`);
    await vi.waitFor(() => expect(directory.claim(namespace, "cache")).toBeUndefined(), soon);
  });

  it("follow the opt-in of a namespace", async () => {
    const namespace = await createNamespace(client, { [inject]: "enabled" });
    await vi.waitFor(() => expect(directory.isOptedIn(namespace)).toBe(true), soon);

    await client.merge(`/api/v1/namespaces/${namespace}`, { metadata: { labels: { [inject]: null } } });
    await vi.waitFor(() => expect(directory.isOptedIn(namespace)).toBeUndefined(), soon);

    expect(await mutate(namespace, "agg")).toMatchObject({ reason: "NamespaceNotOptedIn" });
  });

  it("find a Service that was created 0 ms before the decision, every time", async () => {
    const namespace = await createNamespace(client, { [inject]: "enabled" });
    await vi.waitFor(() => expect(directory.isOptedIn(namespace)).toBe(true), soon);
    const milliseconds: number[] = [];
    for (let i = 0; i < 50; i++) {
      await client.create(services(namespace), instance(`mx-${i}`, `scope-${i}`));
      const start = performance.now();
      expect(await mutate(namespace, `scope-${i}`)).toMatchObject({ reason: "StreamPull" });
      milliseconds.push(performance.now() - start);
    }
    print("decision 0 ms after its Service", milliseconds);
  });

  it("find it, and its claim, before anything was listed", async () => {
    const namespace = await createNamespace(client, { [inject]: "enabled" });
    const annotations = { "modelexpress.nvidia.com/claim": "cache" };
    await client.create(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, claim("cache"));
    await client.create(services(namespace), instance("mx", "agg", annotations));
    const fresh = await open();

    expect(fresh.waitingFor()).toHaveLength(4);
    expect(await mutate(namespace, "agg", fresh)).toMatchObject({ reason: "SharedPull" });
    await fresh.close();
  });

  it("are no storm of reads when 500 pods find none", async () => {
    const namespace = await createNamespace(client, { [inject]: "enabled" });
    await vi.waitFor(() => expect(directory.isOptedIn(namespace)).toBe(true), soon);
    outcomes.length = 0;

    const mutations = await Promise.all(Array.from({ length: 500 }, () => mutate(namespace, "nobody")));

    expect(mutations.every(({ reason }) => reason === "NoModelExpress")).toBe(true);
    expect(outcomes).toEqual(["absent", "absent"]);
  });

  it.runIf(isOurs)(
    "know what they knew while the API server is gone, and all that is new when it is back",
    async () => {
      const namespace = await createNamespace(client, { [inject]: "enabled" });
      await client.create(services(namespace), instance("before", "agg"));
      await client.create(services(namespace), instance("deleted", "disagg"));
      await vi.waitFor(() => expect(names(namespace, "disagg")).toEqual(["deleted"]), soon);
      lines.length = 0;

      await controlPlane.killApiServer();
      await vi.waitFor(() => expect(directory.states.every(({ isFailing }) => isFailing)).toBe(true), soon);
      expect(await mutate(namespace, "agg")).toMatchObject({ reason: "StreamPull" });
      expect(directory.waitingFor()).toEqual([]);

      await controlPlane.restartApiServer();
      await client.delete(services(namespace, "deleted"));
      await client.create(services(namespace), instance("after", "other"));
      await vi.waitFor(() => expect(directory.states.some(({ isFailing }) => isFailing)).toBe(false), soon);
      await vi.waitFor(() => expect(names(namespace, "disagg")).toEqual([]), soon);
      await vi.waitFor(() => expect(names(namespace, "other")).toEqual(["after"]), soon);
      expect(names(namespace, "agg")).toEqual(["before"]);
      // Each of the four watches says that it failed, once for each way in which it does, and that it is back.
      expect(lines.filter(({ level }) => level >= 40).length).toBeLessThanOrEqual(4 * 4);
      expect(lines.filter(({ msg }) => msg.includes("established again"))).toHaveLength(4);
    },
  );
});

function print(what: string, milliseconds: readonly number[]): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  console.log(`${what}: median ${at(0.5)} ms, 90% ${at(0.9)} ms, most ${at(1)} ms`);
}
