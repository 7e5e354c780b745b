import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { NODE_NAME } from "./bed/addresses.ts";
import { component, createGraphPods, createHeadlessService, graphOf } from "./cluster/graph-pods.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

const multinode = { nodeCount: 2 };

describe.skipIf(!hasNode)("a TensorRT-LLM engine over two nodes, as Dynamo's operator makes it", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    await createHeadlessService(tenant);
    await tenant.client.create(tenant.path("secrets"), {
      metadata: { name: "mpi-run-ssh-secret" },
      stringData: { "private.key": "key", "private.key.pub": "key" },
    });
  });
  afterAll(() => tenant?.close());

  test("has ranks in both pods that find the model offline, with the variables that mpirun forwards", async () => {
    const commit = tenant.hub.publish("org/a", singleFileModel("a", 1_000_000));
    const engine = { command: ["python3", "-m", "dynamo.trtllm"], args: ["--model", "org/a", "--once"] };
    const spec = { backendFramework: "trtllm" };

    await createGraphPods(tenant, graphOf(tenant, { components: [component("Decode", engine, { multinode })], spec }));
    const log = await tenant.pods.untilLogged("decode-leader", /^ENDED .*$/m);

    expect(log).toContain("ENDED [0, 0]");
    expect(log.match(new RegExp(`READ org/a ${commit}`, "g"))).toHaveLength(2);
    expect(log).toMatch(/^\[rank 1\] READ/m);
  });
});

describe.skipIf(!hasNode)("a vLLM engine over two nodes under Ray, as Dynamo's operator makes it", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    await createHeadlessService(tenant);
    // The operator uses Ray for engines that need the devices of several nodes.
    const devices = { "nvidia.com/gpu": "8" };
    await tenant.client.merge(`/api/v1/nodes/${NODE_NAME}/status`, {
      status: { capacity: devices, allocatable: devices },
    });
  });
  afterAll(() => tenant?.close());

  test.each([
    ["shared, where one pull serves both", "shared", {}],
    ["stream, where each pod pulls the annotated models", "stream", { models: "org/stream-models" }],
  ])("has ranks in both pods that find the model offline, in mode %s", async (_, mode, more) => {
    const name = [mode, ...Object.keys(more)].join("-");
    const model = `org/${name}`;
    const commit = tenant.hub.publish(model, singleFileModel(name, 1_000_000));

    const [leader] = await createGraphPods(tenant, graphUnderRay(name, model), {
      annotations: prefixKeys({ mode, ...more }),
    });
    const log = await tenant.pods.untilLogged(`${name}-leader`, /^ENDED .*$/m);

    expect(log).toContain("ENDED [0, 0]");
    expect(log.match(new RegExp(`READ ${model} ${commit}`, "g"))).toHaveLength(2);
    expect(log).toMatch(/^\[rank 1\] READ/m);
    expect(leader?.spec.containers[0]?.env).toContainEqual({ name: "HF_HUB_OFFLINE", value: "1" });
    expect(tenant.hub.downloads()).toMatchObject({ [`${model}/model.safetensors`]: 1 });
  });

  function graphUnderRay(name: string, model: string) {
    const engine = {
      args: ["--model", model, "--tensor-parallel-size", "2"],
      resources: { limits: { "nvidia.com/gpu": "1" } },
    };
    return graphOf(tenant, {
      components: [component(name, engine, { multinode })],
      annotations: { "nvidia.com/vllm-distributed-executor-backend": "ray" },
    });
  }
});

function prefixKeys(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [`modelexpress.nvidia.com/${key}`, value]),
  );
}
