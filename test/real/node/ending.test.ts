import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { PULL, pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

const LIMIT = { timeoutMilliseconds: 60_000 };

describe.skipIf(!hasNode)("a pull that is broken off", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test("lets its pod go within the grace period when that is deleted", async () => {
    const { hub, pods } = tenant;
    hub.publish("org/slow", singleFileModel("slow", 1_000_000));
    hub.misbehave(/org\/slow.*safetensors/, { kind: "slow", bytesPerSecond: 20_000 });
    const watched = { name: "slow", model: "org/slow", spec: { terminationGracePeriodSeconds: 60 } };
    await tenant.createWorker({ ...watched, labels: {}, annotations: { mode: "stream" } });
    await pods.until("slow", (pod) => pullOf(pod)?.state.running !== undefined);
    // A finalizer lets its last status be read.
    await tenant.client.merge(tenant.path("pods/slow"), { metadata: { finalizers: ["node.test/watched"] } });

    await pods.delete("slow");
    const ended = await pods.until("slow", (pod) => pullOf(pod)?.state.terminated !== undefined);

    expect(pullOf(ended)?.state.terminated).toMatchObject({ exitCode: 143 });
    await tenant.client.merge(tenant.path("pods/slow"), { metadata: { finalizers: null } });
    await pods.untilGone("slow");
    hub.behave();
  });

  test("goes on when the server is killed and comes back", async () => {
    const { hub, pods } = tenant;
    const commit = hub.publish("org/cut", singleFileModel("cut", 1_000_000));
    hub.misbehave(/org\/cut.*safetensors/, { kind: "slow", bytesPerSecond: 50_000 });
    await tenant.createWorker({ name: "cut", model: "org/cut" });
    await untilSuccess(async () => expect(hub.downloads()).toHaveProperty(["org/cut/model.safetensors"]), LIMIT);

    // At once: a server that is asked to end finishes its downloads.
    await tenant.client.delete(
      tenant.path("pods?labelSelector=app.kubernetes.io/name=model-express&gracePeriodSeconds=0"),
    );
    hub.behave();
    const pod = await pods.untilReady("cut");

    expect(pullOf(pod)?.restartCount).toBe(0);
    expect(await pods.log("cut", PULL)).toContain("attempt 1 failed");
    expect(await pods.log("cut")).toContain(`READ org/cut ${commit}`);
  });
});
