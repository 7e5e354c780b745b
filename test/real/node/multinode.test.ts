import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { derivePods } from "../../../src/operator/derive-pods.ts";
import { readGraph } from "../../../src/operator/read-graph.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";
import { WORKER_IMAGE } from "./images/build-parts.ts";

const GRAPH = "graph";
const SELECTOR = "nvidia.com/dynamo-graph-deployment-name";

describe.skipIf(!hasNode)("a TensorRT-LLM engine over two nodes, as Dynamo's operator makes it", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    await tenant.client.create(tenant.path("services"), {
      metadata: { name: `${GRAPH}-0` },
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: { [SELECTOR]: GRAPH },
        ports: [{ port: 2222 }],
      },
    });
    await tenant.client.create(tenant.path("secrets"), {
      metadata: { name: "mpi-run-ssh-secret" },
      stringData: { "private.key": "key", "private.key.pub": "key" },
    });
  });
  afterAll(() => tenant?.close());

  test("has ranks in both pods that find the model offline, with the variables that mpirun forwards", async () => {
    const commit = tenant.hub.publish("org/a", singleFileModel("a", 1_000_000));

    for (const { role, pod } of derivePods(readGraph(graph(), tenant.namespace))) await createPod(role, pod);
    const log = await tenant.pods.untilLogged("leader", /^ENDED .*$/m);

    expect(log).toContain("ENDED [0, 0]");
    expect(log.match(new RegExp(`READ org/a ${commit}`, "g"))).toHaveLength(2);
    expect(log).toMatch(/^\[rank 1\] READ/m);
  });

  function graph(): JsonObject {
    const main = {
      name: "main",
      image: WORKER_IMAGE,
      command: ["python3", "-m", "dynamo.trtllm"],
      args: ["--model", "org/a", "--once"],
    };
    const podTemplate = { spec: { containers: [main] } };
    const multinode = { nodeCount: 2 };
    return {
      apiVersion: "nvidia.com/v1beta1",
      kind: "DynamoGraphDeployment",
      metadata: { name: GRAPH, namespace: tenant.namespace },
      spec: { backendFramework: "trtllm", components: [{ name: "Decode", type: "worker", multinode, podTemplate }] },
    };
  }

  /** What Grove does: a name, a host name that the leader is told, and the gate's end. */
  async function createPod(role: string, pod: JsonObject): Promise<void> {
    const { metadata, spec } = pod as { metadata: { labels: JsonObject }; spec: JsonObject };
    // Grove takes the gate away, and the operator makes the account.
    const { schedulingGates: _, serviceAccountName: __, ...rest } = spec;
    const hostname = `${GRAPH}-0-decode-0-decode-${role === "leader" ? "ldr" : "wkr"}-0`;
    await tenant.pods.create({
      metadata: { name: role, labels: metadata.labels, annotations: {} },
      spec: { ...rest, hostname, subdomain: `${GRAPH}-0`, terminationGracePeriodSeconds: 1 },
    });
  }
});
