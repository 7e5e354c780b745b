import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { untilSuccess } from "../control-plane/bed/poll.ts";
import { defineGraphs } from "../control-plane/graph/definition.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { createGraphPods, createHeadlessService, GRAPH } from "./cluster/graph-pods.ts";
import { CLAIM } from "./cluster/model-express.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";
import { createVolume, LOCAL_CLASS } from "./cluster/volumes.ts";
import { untilEveryReplicaAdds } from "./cluster/webhook-replicas.ts";
import { workerPod } from "./cluster/worker-pod.ts";
import { MODEL_EXPRESS_IMAGE, WORKER_IMAGE } from "./images/build-parts.ts";

const LIMIT = { timeoutMilliseconds: 100_000 };
const INSTANCE = `${GRAPH}-modelexpress`;
const INSTANCES = "modelexpress.nvidia.com/v1alpha1";
const GRAPHS = "nvidia.com/v1alpha1";

describe.skipIf(!hasNode)("a Model Express that a graph declares", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await defineGraphs(tenant.client, { version: "1.0" });
    await createHeadlessService(tenant);
    await createVolume(tenant, { namespace: tenant.namespace, claim: CLAIM });
  });
  afterAll(() => tenant?.close());

  test("is deployed for the graph, serves the first pods, and goes with the graph", async () => {
    const { hub, client, pods } = tenant;
    const commit = hub.publish("org/a", singleFileModel("a", 1_000_000));
    const graph = declareInstance();

    await client.create(tenant.path("dynamographdeployments", GRAPHS), graph);
    await untilFollowed();
    const [created] = await createGraphPods(tenant, graph);
    const url = `http://${INSTANCE}.${tenant.namespace}.svc:8001`;
    expect(created?.spec.containers[0]?.env).toContainEqual({ name: "MODEL_EXPRESS_URL", value: url });
    expect(await pods.untilLogged("worker-main", /^READ .*$/m)).toContain(`READ org/a ${commit}`);
    expect(hub.downloads()).toMatchObject({ "org/a/model.safetensors": 1 });
    await client.delete(tenant.path(`dynamographdeployments/${GRAPH}`, GRAPHS));
    await untilSuccess(async () => {
      expect(await client.list(tenant.path("modelexpresses", INSTANCES))).toEqual([]);
      expect(await client.list(tenant.path("deployments", "apps/v1"))).toEqual([]);
    }, LIMIT);
  });

  /** Dynamo was installed after the product, whose replicas find out, and see the graph, some time later. */
  async function untilFollowed(): Promise<void> {
    const probe = workerPod({ name: "probe", dynamoNamespace: tenant.dynamoNamespace });
    await untilEveryReplicaAdds(tenant, probe, "MODEL_EXPRESS_URL");
  }

  function declareInstance(): JsonObject {
    const mainContainer = {
      image: WORKER_IMAGE,
      command: ["python3", "-m", "dynamo.vllm"],
      args: ["--model", "org/a"],
    };
    const declaration = {
      image: MODEL_EXPRESS_IMAGE,
      pvc: { name: CLAIM, size: "1Gi", storageClass: LOCAL_CLASS, accessMode: "ReadWriteMany", create: true },
      env: [{ name: "HF_ENDPOINT", value: tenant.hub.url }],
      resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { cpu: "2", memory: "1Gi" } },
    };
    return {
      apiVersion: GRAPHS,
      kind: "DynamoGraphDeployment",
      metadata: {
        name: GRAPH,
        namespace: tenant.namespace,
        annotations: { "modelexpress.nvidia.com/instances": JSON.stringify({ ModelExpress: declaration }) },
      },
      spec: { services: { Worker: { componentType: "worker", extraPodSpec: { mainContainer } } } },
    };
  }
});
