import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { PULL, pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

describe.skipIf(!hasNode)("a worker of another user than the server's", () => {
  let tenant: Tenant;
  let commit: string;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    commit = tenant.hub.publish("org/a", singleFileModel("a", 100_000));
  });
  afterAll(() => tenant?.close());

  test.each([
    ["stream-alone", "stream", { runAsUser: 2000, runAsGroup: 2000 }],
    ["stream-grouped", "stream", { runAsUser: 2000, runAsGroup: 2000, fsGroup: 3000 }],
    ["stream-root", "stream", { runAsUser: 0 }],
    ["shared-root", "shared", { runAsUser: 0 }],
    ["shared-grouped", "shared", { runAsUser: 2000, runAsGroup: 2000, fsGroup: 1000 }],
  ])("pulls and reads offline: %s", async (name, mode, securityContext) => {
    await tenant.createWorker({ name, annotations: { mode }, spec: { securityContext } });
    const pod = await tenant.pods.untilReady(name);

    expect(pullOf(pod)?.restartCount).toBe(0);
    expect(await tenant.pods.log(name)).toContain(`READ org/a ${commit}`);
  });

  test("reads the shared cache, but says that it cannot name a new model in it", async () => {
    const { hub, pods } = tenant;
    const fresh = hub.publish("org/fresh", singleFileModel("fresh", 100_000));
    const other = { securityContext: { runAsUser: 2000, runAsGroup: 2000 } };

    // By itself the webhook lets such a pod stream; with mode: shared it leaves it online, and the pull only warns.
    const annotations = { mode: "shared", offline: "always" };
    await tenant.createWorker({ name: "other", model: "org/fresh", annotations, spec: other });
    const refused = await pods.until("other", (pod) => pullOf(pod)?.lastState.terminated !== undefined);

    expect(pullOf(refused)?.lastState.terminated).toMatchObject({
      exitCode: 6,
      message: expect.stringMatching(/uid 2000 cannot write .*refs\/main/),
    });

    // As the remedy says: a pod that can write pulls first. The other one is restarted by the kubelet, and starts.
    await tenant.createWorker({ name: "writer", model: "org/fresh" });
    await pods.untilReady("writer");
    await pods.untilReady("other");
    expect(await pods.log("other")).toContain(`READ org/fresh ${fresh}`);
    expect(await pods.log("other", PULL)).toContain("ready at");
  });
});

describe.skipIf(!hasNode)("a cache that serving containers mount read-only", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant, { isReadOnly: true });
  });
  afterAll(() => tenant?.close());

  test("is written by the pull, and read offline", async () => {
    const commit = tenant.hub.publish("org/a", singleFileModel("a", 100_000));

    await tenant.createWorker({ name: "reader" });
    const pod = await tenant.pods.untilReady("reader");

    const names = pod.spec.containers[0]?.env?.map(({ name }) => name);
    expect(names).toContain("HF_HUB_CACHE");
    expect(names).not.toContain("HF_HOME");
    expect(await tenant.pods.log("reader")).toContain(`READ org/a ${commit}`);
  });
});
