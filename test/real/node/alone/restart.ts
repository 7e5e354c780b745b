import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../../model-express/pull/model-files.ts";
import { deployModelExpress } from "../cluster/model-express.ts";
import { isReady, PULL, pullOf } from "../cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "../cluster/tenant.ts";

describe.skipIf(!hasNode)("a node that is restarted", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test("brings its workers back from their caches, although the hub is away", async () => {
    const { hub, pods } = tenant;
    const commit = hub.publish("org/a", singleFileModel("a", 1_000_000));
    for (const mode of ["shared", "stream"]) await tenant.createWorker({ name: mode, annotations: { mode } });
    for (const mode of ["shared", "stream"]) await pods.untilReady(mode);
    hub.misbehave(/./, { kind: "status", status: 503 });

    await tenant.restartNode();

    for (const mode of ["shared", "stream"]) {
      const pod = await pods.until(
        mode,
        (each) => isReady(each) && each.status.containerStatuses?.[0]?.restartCount === 1,
      );
      expect(pullOf(pod)?.state.terminated).toMatchObject({ exitCode: 0 });
      expect(await pods.log(mode, PULL)).toContain("using the complete snapshot");
      expect(await pods.log(mode)).toContain(`READ org/a ${commit}`);
    }
  });
});
