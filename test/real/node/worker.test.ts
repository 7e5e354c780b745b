import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { PULL, pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

describe.skipIf(!hasNode)("a worker on a real node", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test.each(["shared", "stream"])("in mode %s reads offline what its pull brought", async (mode) => {
    const { hub, pods } = tenant;
    const model = `org/${mode}`;
    const commit = hub.publish(model, singleFileModel(mode, 1_000_000));

    await tenant.createWorker({ name: mode, model, annotations: { mode } });
    const pod = await pods.untilReady(mode);

    expect(pullOf(pod)).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
    expect(await pods.log(mode, PULL)).toMatch(/done: \d+ s\n$/);
    expect(await pods.log(mode)).toContain(`READ ${model} ${commit}`);
    expect(pod.spec.containers[0]?.env).toContainEqual({ name: "HF_HUB_OFFLINE", value: "1" });
  });
});
