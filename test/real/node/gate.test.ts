import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { PULL, pullOf, type StoredPod } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

const GATE = "modelexpress.nvidia.com/models";
const INSTANCE = "modelexpresses/model-express";
const GROUP = "modelexpress.nvidia.com/v1alpha1";

interface Instance {
  readonly metadata: object;
  readonly status?: {
    readonly models?: readonly {
      readonly name: string;
      readonly phase: string;
      readonly resolvedRevision?: string;
      readonly bytes?: number;
    }[];
  };
}

interface Scheduled {
  readonly nodeName?: string;
  readonly schedulingGates?: readonly { readonly name: string }[];
}

function gatesOf(pod: StoredPod): readonly string[] {
  return ((pod.spec as Scheduled).schedulingGates ?? []).map(({ name }) => name);
}

describe.skipIf(!hasNode)("models before pods, on a real node", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  const modelOf = async (name: string) => {
    const { status } = await tenant.client.get<Instance>(tenant.path(INSTANCE, GROUP));
    return status?.models?.find((model) => model.name === name);
  };

  /** Waits until the Job's pod has brought the model. */
  const untilCached = (name: string) =>
    untilSuccess(
      async () => {
        const model = await modelOf(name);
        if (model?.phase !== "Ready") throw new Error(`${name} is ${JSON.stringify(model)}`);
        return model;
      },
      { timeoutMilliseconds: 100_000 },
    );

  test("a Job of spec.models runs under the kubelet, and leaves commit and size in the status", async () => {
    const { hub, client } = tenant;
    const commit = hub.publish("org/listed", singleFileModel("listed", 1_000_000));
    await client.merge(tenant.path(INSTANCE, GROUP), { spec: { models: ["org/listed"] } });

    const model = await untilCached("org/listed");

    expect(model).toMatchObject({ name: "org/listed", resolvedRevision: commit });
    expect(model.bytes).toBeGreaterThan(1_000_000);
    await untilSuccess(async () => expect(await client.list(tenant.path("jobs", "batch/v1"))).toEqual([]), {
      timeoutMilliseconds: 30_000,
    });
  });

  test("a gated pod gets no node while a Job pulls; then its gate goes, and it reads its model offline", async () => {
    const { hub, pods } = tenant;
    const commit = hub.publish("org/gated", singleFileModel("gated", 2_000_000));
    // The pull takes 10 s.
    hub.misbehave(/safetensors/, { kind: "slow", bytesPerSecond: 200_000 });

    const created = await tenant.createWorker({ name: "gated", model: "org/gated", annotations: { gate: "enabled" } });
    expect(gatesOf(created)).toEqual([GATE]);
    await untilSuccess(async () => expect((await modelOf("org/gated"))?.phase).toBe("Downloading"), {
      timeoutMilliseconds: 60_000,
    });
    const waiting = await pods.get("gated");
    expect(gatesOf(waiting)).toEqual([GATE]);
    expect((waiting.spec as Scheduled).nodeName).toBeUndefined();

    await untilCached("org/gated");
    const downloads = { ...hub.downloads() };
    const pod = await pods.untilReady("gated");

    expect(gatesOf(pod)).toEqual([]);
    expect(pullOf(pod)).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
    expect(await pods.log("gated", PULL)).toMatch(/done: \d+ s\n$/);
    expect(await pods.log("gated")).toContain(`READ org/gated ${commit}`);
    expect(pod.spec.containers[0]?.env).toContainEqual({ name: "HF_HUB_OFFLINE", value: "1" });
    // The pod's own pull found it, and downloaded nothing.
    expect(hub.downloads()).toEqual(downloads);
    expect(Object.values(downloads).every((count) => count === 1)).toBe(true);
  });

  test("a pod whose model is not on the hub runs when the pull has failed, and its own pull says why", async () => {
    const { pods } = tenant;
    const created = await tenant.createWorker({
      name: "failing",
      model: "org/missing",
      annotations: { gate: "enabled", "pull-timeout": "60s" },
    });
    expect(gatesOf(created)).toEqual([GATE]);

    const pod = await pods.until(
      "failing",
      (each) => pullOf(each)?.state.terminated !== undefined || (pullOf(each)?.restartCount ?? 0) > 0,
    );

    expect(gatesOf(pod)).toEqual([]);
    expect(await modelOf("org/missing")).toMatchObject({ phase: "Failed", message: expect.stringContaining("404") });
    const { state, lastState } = pullOf(pod) ?? {};
    expect((state?.terminated ?? lastState?.terminated)?.message).toContain("404");
  });
});
