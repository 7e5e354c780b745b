import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeclarer, type Declarer } from "../deployment/declared-instance.ts";
import { type Deployer, startDeployer } from "../deployment/deployer.ts";
import { createStorageClass, createVolume } from "../deployment/storage.ts";
import type { Call } from "../e2e/audit-log.ts";
import { hasControllers } from "../e2e/source.ts";
import { advancePulls, countCached } from "./pull-kubelet.ts";
import { pvc } from "./pulls.ts";

/** By hand, more: PREFETCH_INSTANCES=50 PREFETCH_MODELS=20. */
const INSTANCES = Number(process.env["PREFETCH_INSTANCES"] ?? 2);
const MODELS = Number(process.env["PREFETCH_MODELS"] ?? 8);
const LEASES = "coordination.k8s.io/leases";

describe.runIf(hasControllers)("the calls for models", () => {
  let deployer: Deployer;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "standard");
  });

  afterAll(() => deployer?.stop());

  const calls = (): readonly Call[] =>
    deployer.audit.calls().filter(({ verb, resource }) => verb !== "watch" && resource !== LEASES);

  async function declare(): Promise<Declarer> {
    const declarer = await createDeclarer(deployer.client);
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    await declarer.declare("server", { dynamoNamespace: "global", pvc });
    await declarer.serve("server");
    await declarer.expectConditions("server", "Ready=True Ready");
    return declarer;
  }

  const modelsOf = (index: number) => Array.from({ length: MODELS }, (_, model) => `org/model-${index}-${model}`);

  /** Plays the kubelets until every instance has its models. */
  async function bring(declarers: readonly Declarer[]): Promise<void> {
    await Promise.all(
      declarers.map((declarer, index) =>
        declarer.declare("server", { dynamoNamespace: "global", pvc, models: modelsOf(index) }),
      ),
    );
    while ((await countCached(deployer.client)) < INSTANCES * MODELS) {
      await advancePulls(deployer.client);
      await sleep(250);
    }
    for (const declarer of declarers) await declarer.expectConditions("server", "ModelsReady=True ModelsCached");
  }

  it(
    "are a few for each model, and none when all are in the cache",
    async () => {
      const declarers: Declarer[] = [];
      for (let index = 0; index < INSTANCES; index++) declarers.push(await declare());
      const before = calls().length;
      const began = performance.now();
      await bring(declarers);
      const seconds = Math.round((performance.now() - began) / 1000);
      await sleep(5000);

      const since = calls().slice(before);
      const count = (text: string) => since.filter(({ verb, resource }) => `${verb} ${resource}` === text).length;
      const total = INSTANCES * MODELS;
      const created = since.filter(
        ({ verb, resource, code }) => `${verb} ${resource} ${code}` === "create batch/jobs 201",
      );
      expect(created).toHaveLength(total);
      // A watch that takes over ten seconds to show a Job would lead to a second create, which is refused.
      expect(count("create batch/jobs")).toBeLessThanOrEqual(Math.ceil(1.05 * total));
      expect(count("create events")).toBeLessThanOrEqual(2 * total);
      expect(count("delete batch/jobs")).toBeLessThanOrEqual(2 * total);
      // Pending, downloading and ready, and when the next one begins.
      expect(count("patch modelexpress.nvidia.com/modelexpresses/status")).toBeLessThanOrEqual(5 * total);
      expect(since.length).toBeLessThanOrEqual(12 * total);

      const settled = calls().length;
      await sleep(20_000);
      expect(
        calls()
          .slice(settled)
          .map(({ verb, uri }) => `${verb} ${uri}`),
      ).toEqual([]);
      const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
      if (total > 16)
        console.log(
          JSON.stringify({ total, seconds, calls: since.length, creates: count("create batch/jobs"), memory }),
        );
    },
    120_000 + 1000 * INSTANCES * MODELS,
  );
});
