import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { parseAmount } from "../../../../src/kubernetes/quantity.ts";
import { DEFAULT_VERSION, findModelExpress, VERSIONS } from "../pull/install.ts";
import { singleFileModel } from "../pull/model-files.ts";
import { isInstalled } from "../pull/shells.ts";
import { prepareNode } from "./deployed-server.ts";
import { CAN_ISOLATE } from "./pod-network.ts";

const canRun = CAN_ISOLATE && isInstalled("redis-server");
const kinds = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

/**
 * The command, environment, identity, mounts and probes of the Deployment, with the real server and a real Redis, each as
 * process 1 on a root that cannot be written, in a network of the pod's own.
 */
describe.each([DEFAULT_VERSION, ...VERSIONS])("the deployed server of version %s", (version) => {
  const runs = canRun && findModelExpress(version).isHere;

  test.runIf(runs)("starts, answers its probes, serves a model into its claim, and ends when told to", async () => {
    const node = await prepareNode(version);
    const model = singleFileModel("a", 100_000);
    const commit = node.hub.publish("org/a", model);
    const pod = await node.start();
    for (const kind of kinds) expect(await pod.isProbed(kind), kind).toBe(true);

    const { exitCode, output } = await pod.pull("org/a");

    expect(exitCode, output).toBe(0);
    const snapshot = join(node.volume, "hub/models--org--a/snapshots", commit);
    expect(
      (await readFile(join(snapshot, "model.safetensors"))).equals(model["model.safetensors"] ?? Buffer.alloc(0)),
    ).toBe(true);
    expect(await stat(join(snapshot, "model.safetensors"))).toMatchObject({ uid: 1000, gid: 1000 });
    expect(await pod.end()).toEqual({ exitCode: 0, signal: null, wasKilled: false });
    expect(await readdir(node.volume)).toEqual(["hub"]);
  });

  test.runIf(runs)("evicts as spec.cache says, and not at all without it", async () => {
    const node = await prepareNode(version);
    const pod = await node.start({ cache: { eviction: { unusedFor: "36h", maxModels: 2 } } });

    // Without the escapes for colours.
    const output = stripVTControlCharacters(pod.server.log());
    expect(output).toMatch(/Starting cache eviction service with policy: .*secs: 129600,.* max_models: Some\(2\)/);
    expect(output).toContain("check interval: 600s");
    expect(await pod.end()).toMatchObject({ exitCode: 0, wasKilled: false });

    const usual = await node.start();
    expect(stripVTControlCharacters(usual.server.log())).toContain("Eviction Enabled: false");
    await usual.end();
  });

  test.runIf(runs)("would not end by SIGTERM: the hook is needed", async () => {
    const node = await prepareNode(version);
    const pod = await node.start();

    pod.server.signal("SIGTERM");

    expect(await pod.isProbed("livenessProbe")).toBe(true);
    expect(pod.server.hasEnded).toBe(false);
    expect(await pod.end()).toMatchObject({ exitCode: 0, wasKilled: false });
  });

  test.runIf(runs)(
    "is killed after its grace period when a download goes on, and the next one finishes that",
    async () => {
      const node = await prepareNode(version);
      const model = singleFileModel("a", 25_000_000);
      const commit = node.hub.publish("org/a", model);
      node.hub.misbehave(/safetensors/, { kind: "hang" });
      const grace = { podTemplate: { spec: { terminationGracePeriodSeconds: 2 } } };
      const pod = await node.start(grace);
      const waiting = pod.pull("org/a");
      while (node.hub.hanging() === 0) await sleep(20);

      expect(await pod.end()).toMatchObject({ wasKilled: true });
      expect((await waiting).exitCode).not.toBe(0);
      node.hub.behave();

      const next = await node.start(grace);
      const { exitCode, output } = await next.pull("org/a");
      expect(exitCode, output).toBe(0);
      const weights = await readFile(join(node.volume, "hub/models--org--a/snapshots", commit, "model.safetensors"));
      expect(weights.equals(model["model.safetensors"] ?? Buffer.alloc(0))).toBe(true);
    },
  );

  test.runIf(runs)("finishes what a pod waits for before it ends, within the grace period", async () => {
    const node = await prepareNode(version);
    node.hub.publish("org/a", singleFileModel("a", 3_000_000));
    node.hub.misbehave(/safetensors/, { kind: "slow", bytesPerSecond: 1_500_000 });
    const pod = await node.start();
    const waiting = pod.pull("org/a");
    while (node.hub.requests() === 0) await sleep(20);

    expect(await pod.end()).toEqual({ exitCode: 0, signal: null, wasKilled: false });
    expect(await waiting).toMatchObject({ exitCode: 0 });
  });

  test.runIf(runs)("loses nothing when Redis ends: the models are found again", async () => {
    const node = await prepareNode(version);
    node.hub.publish("org/a", singleFileModel("a", 100_000));
    const pod = await node.start();
    await pod.pull("org/a");
    const before = node.hub.downloads();

    await pod.replaceRedis();

    // Its connection is opened again by the first request that needs it, which may fail.
    await expect.poll(async () => (await pod.pull("org/a")).exitCode, { timeout: 60_000 }).toBe(0);
    expect(await pod.isProbed("livenessProbe")).toBe(true);
    expect(node.hub.downloads()).toEqual(before);
  });

  test.runIf(runs)("serves a pod of another user that came first, and made the cache's folder", async () => {
    const node = await prepareNode(version);
    node.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = node.startInjectedPull("org/a");
    await pod.logged(/attempt 1 failed/);

    await node.start();

    const { exitCode, log } = await pod.ended;
    expect(exitCode, log).toBe(0);
  });

  test.runIf(runs)("says at once when it cannot write to its claim", async () => {
    const node = await prepareNode(version);
    await chmod(node.volume, 0o755);

    await expect(node.start()).rejects.toThrow(/uid 1000, gid 1000 cannot write to \/model-express\/hub/);
  });

  test.runIf(runs)("keeps its models in the folder that is named", async () => {
    const node = await prepareNode(version);
    const commit = node.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = await node.start({ pvc: { name: "models", subPath: "team/a" } });

    const { exitCode, output } = await pod.pull("org/a", { folder: join(node.volume, "streamed") });

    expect(exitCode, output).toBe(0);
    expect(await readdir(join(node.volume, "team/a/hub/models--org--a/snapshots"))).toEqual([commit]);
  });

  test.runIf(runs)("shows the hub the token that it is given", async () => {
    const node = await prepareNode(version);
    node.hub.publish("org/a", singleFileModel("a", 1000));
    const env = [
      { name: "HF_ENDPOINT", value: node.hub.url },
      { name: "HF_TOKEN", value: "hf_secret" },
    ];
    const pod = await node.start({ env });

    expect(await pod.pull("org/a")).toMatchObject({ exitCode: 0 });
    expect(node.hub.authorizations()).toEqual(["Bearer hf_secret"]);
  });

  test.runIf(runs)("needs no more memory for many models at once than it is allowed", async () => {
    const node = await prepareNode(version);
    const models = Array.from({ length: 12 }, (_, index) => `org/m${index}`);
    for (const model of models) node.hub.publish(model, singleFileModel(model, 40_000_000));
    const pod = await node.start();

    const pulls = await Promise.all(models.map((model) => pod.pull(model)));

    expect(pulls.map(({ exitCode }) => exitCode)).toEqual(models.map(() => 0));
    // What is kept for files in the page cache is not counted: the kernel gives it up under pressure.
    expect(pod.server.peakMemory()).toBeLessThan(parseAmount(pod.memoryLimit) ?? 0);
    expect(pod.server.peakMemory()).toBeGreaterThan(0);
  });
});
