import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

describe.skipIf(!hasNode)("a server whose disk is too small", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant, { volume: { disk: "small" } });
  });
  afterAll(() => tenant?.close());

  test("fails the pull, which says so", async () => {
    tenant.hub.publish("org/big", singleFileModel("big", 130_000_000));

    await tenant.createWorker({ name: "full", model: "org/big" });
    const pod = await tenant.pods.until("full", (each) => pullOf(each)?.lastState.terminated !== undefined);

    expect(pullOf(pod)?.lastState.terminated).toMatchObject({
      exitCode: 6,
      message: expect.stringMatching(/cannot write: .*No space left on device/),
    });
  });
});
