import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { isReady, type StoredPod } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";
import { workerPod } from "./cluster/worker-pod.ts";

const REPLICAS = 5;

describe.skipIf(!hasNode)("five replicas that state no resources", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test.each(["shared", "stream"])("all fit on the node, and cost the hub one download, in mode %s", async (mode) => {
    const { hub, namespace } = tenant;
    const model = `org/${mode}`;
    const commit = hub.publish(model, singleFileModel(mode, 20_000_000));

    await createDeployment(mode, model);
    const pods = await untilAllReady(mode);

    expect(pods.map(({ status }) => status.qosClass)).toEqual(Array(REPLICAS).fill("BestEffort"));
    expect(hub.downloads()).toMatchObject({ [`${model}/model.safetensors`]: 1 });
    for (const { metadata } of pods) expect(await tenant.pods.log(metadata.name)).toContain(`READ ${model} ${commit}`);
    await tenant.client.delete(`/apis/apps/v1/namespaces/${namespace}/deployments/${mode}`);
  });

  async function createDeployment(mode: string, model: string): Promise<void> {
    const labels = { app: mode };
    const pod = workerPod({
      name: mode,
      dynamoNamespace: tenant.dynamoNamespace,
      model,
      labels,
      annotations: { mode },
    });
    const { name: _, ...metadata } = pod.metadata;
    await tenant.client.create(tenant.path("deployments", "apps/v1"), {
      metadata: { name: mode },
      spec: { replicas: REPLICAS, selector: { matchLabels: labels }, template: { metadata, spec: pod.spec } },
    });
  }

  function untilAllReady(app: string): Promise<StoredPod[]> {
    const attempt = async () => {
      const pods = await tenant.client.list<StoredPod>(tenant.path(`pods?labelSelector=app=${app}`));
      if (pods.filter(isReady).length < REPLICAS) throw new Error(JSON.stringify(pods.map(({ status }) => status)));
      return pods;
    };
    return untilSuccess(attempt, { timeoutMilliseconds: 100_000 });
  }
});
