import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

describe.skipIf(!hasNode)("a pod with a limit of ephemeral storage", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test("runs if its models are less", async () => {
    const { hub, pods } = tenant;
    const commit = hub.publish("org/less", singleFileModel("less", 1_000_000));
    const resources = { limits: { "ephemeral-storage": "20Mi" } };

    await tenant.createWorker({
      name: "less",
      model: "org/less",
      annotations: { mode: "stream" },
      main: { resources },
    });
    await pods.untilReady("less");

    expect(await pods.log("less")).toContain(`READ org/less ${commit}`);
  });

  // On a busy machine the kubelet takes minutes to notice.
  test("is evicted if they are more; an Event says so beforehand, explain and check say so afterwards", async () => {
    const { hub, pods } = tenant;
    hub.publish("org/a", singleFileModel("a", 40_000_000));
    const resources = { limits: { "ephemeral-storage": "20Mi" } };

    await tenant.createWorker({ name: "worker", annotations: { mode: "stream" }, main: { resources } });
    await pods.until("worker", ({ status }) => status.reason === "Evicted", 250_000);

    const events = await tenant.client.list<{ readonly reason: string }>(tenant.path("events"));
    expect(events.map(({ reason }) => reason)).toContain("EphemeralStorage");
    const explained = await tenant.command("explain", "pod", "worker");
    expect(explained.out).toMatch(/Injected, but the pod failed \(Evicted\): .*ephemeral/m);
    expect(explained.code).toBe(3);
    const checked = await tenant.command("check");
    expect(checked.out).toMatch(/worker.*Evicted/);
    expect(checked.code).toBe(3);
  });
});
