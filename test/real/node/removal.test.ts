import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { type DeployedModelExpress, deployModelExpress, untilServing } from "./cluster/model-express.ts";
import { isReady, PULL, type StoredPod } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

const SERVER = "pods?labelSelector=app.kubernetes.io/name=model-express";
const LIMIT = { timeoutMilliseconds: 100_000 };

describe.skipIf(!hasNode)("a Model Express that keeps one model", () => {
  let tenant: Tenant;
  let deployed: DeployedModelExpress;

  beforeAll(async () => {
    tenant = await openTenant();
    const cache = { eviction: { unusedFor: "36h", maxModels: 1 } };
    deployed = await deployModelExpress(tenant, { spec: { cache } });
  });
  afterAll(() => tenant?.close());

  test("removes the one that was not asked for longest, and a pod that needs it later pulls it again", async () => {
    const { hub, pods } = tenant;
    const commits = ["old", "new"].map((name) => hub.publish(`org/${name}`, singleFileModel(name, 1_000_000)));
    for (const name of ["old", "new"]) {
      await tenant.createWorker({ name, model: `org/${name}` });
      await pods.untilReady(name);
    }
    expect(await listModels()).toEqual(["models--org--new", "models--org--old"]);

    // It looks every ten minutes, and when it starts.
    await restartServer();
    await untilSuccess(async () => expect(await listModels()).toEqual(["models--org--new"]), LIMIT);
    await untilServing(tenant);
    await tenant.createWorker({ name: "again", model: "org/old" });
    await pods.untilReady("again");

    expect(await pods.log("again", PULL)).not.toContain("using the complete snapshot");
    expect(await pods.log("again")).toContain(`READ org/old ${commits[0]}`);
    expect(hub.downloads()).toMatchObject({ "org/old/model.safetensors": 2, "org/new/model.safetensors": 1 });
  });

  async function listModels(): Promise<string[]> {
    const names = await tenant.inside("ls", `${deployed.folder}/hub`);
    return names
      .split("\n")
      .filter((name) => name.startsWith("models--"))
      .sort();
  }

  /** Its container only: Redis, beside it, knows when each model was asked for. */
  async function restartServer(): Promise<void> {
    const [before] = await tenant.client.list<StoredPod>(tenant.path(SERVER));
    const own = `for each in /proc/[0-9]*; do
      grep -q "$1" $each/cgroup && [ "$(readlink $each/exe)" = /app/modelexpress-server ] && kill -INT \${each#/proc/}
    done 2>/dev/null; true`;
    await tenant.inside("bash", "--norc", "-c", own, "bash", before?.metadata.uid ?? "no server");
    await untilSuccess(async () => {
      const [after] = await tenant.client.list<StoredPod>(tenant.path(SERVER));
      expect(after?.metadata.uid).toBe(before?.metadata.uid);
      expect(after?.status.containerStatuses?.[0]?.restartCount).toBe(1);
      expect(after && isReady(after)).toBe(true);
    }, LIMIT);
  }
});
