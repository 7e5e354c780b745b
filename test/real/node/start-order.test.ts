import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { component, createGraphPods, createHeadlessService, GRAPH, graphOf } from "./cluster/graph-pods.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { PULL } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";
import { WORKER_IMAGE } from "./images/build-parts.ts";

const TOKEN = "initc-token";
const GANG = `${GRAPH}-0`;
const labels = { "grove.io/podgang": GANG };

describe.skipIf(!hasNode)("a graph whose components start in an order, by Grove's init container", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    await createHeadlessService(tenant);
    await createReader(tenant);
  });
  afterAll(() => tenant?.close());

  test("pulls the model of a component that still has to wait", async () => {
    const commit = tenant.hub.publish("org/a", singleFileModel("a", 1_000_000));
    const components = ["Prefill", "Decode"].map((name) => component(name, { args: ["--model", "org/a"] }));
    const graph = graphOf(tenant, { components });
    const { pods } = tenant;

    await createGraphPods(tenant, graph, { component: "Decode", labels, change: (spec) => waitFor("prefill", spec) });
    const waiting = await pods.until("decode-main", ({ status }) => {
      const [pull, order] = [PULL, "grove-initc"].map((name) =>
        status.initContainerStatuses?.find((each) => each.name === name),
      );
      return pull?.state.terminated?.exitCode === 0 && order?.state.running !== undefined;
    });
    expect(waiting.spec.initContainers?.map(({ name }) => name)).toEqual([PULL, "grove-initc"]);

    await createGraphPods(tenant, graph, { component: "Prefill", labels });
    for (const name of ["prefill-main", "decode-main"]) {
      expect(await pods.untilLogged(name, /^READ .*$/m)).toContain(`READ org/a ${commit}`);
    }
    expect(await pods.log("decode-main", "grove-initc")).toContain("every clique is ready");
  });
});

/** What Grove adds to a pod whose clique starts after another one. */
function waitFor(clique: string, spec: JsonObject): JsonObject {
  const mounts = [
    { name: "sa-token-secret-vol", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true },
    { name: "pod-info-vol", mountPath: "/var/grove/pod-info" },
  ];
  const items = [
    { path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } },
    { path: "podgang", fieldRef: { fieldPath: "metadata.labels['grove.io/podgang']" } },
  ];
  const order = {
    name: "grove-initc",
    image: WORKER_IMAGE,
    command: ["grove-initc"],
    args: [`--podcliques=${clique}-main:1`],
    volumeMounts: mounts,
  };
  const { initContainers = [], volumes = [] } = spec as { initContainers?: JsonObject[]; volumes?: JsonObject[] };
  const added = [
    { name: "sa-token-secret-vol", secret: { secretName: TOKEN } },
    { name: "pod-info-vol", downwardAPI: { items } },
  ];
  return { ...spec, initContainers: [...initContainers, order], volumes: [...volumes, ...added] };
}

/** The account whose token the init container reads pods with. */
async function createReader(tenant: Tenant): Promise<void> {
  const rbac = "rbac.authorization.k8s.io/v1";
  await tenant.client.create(tenant.path("secrets"), {
    metadata: { name: TOKEN, annotations: { "kubernetes.io/service-account.name": "default" } },
    type: "kubernetes.io/service-account-token",
  });
  await tenant.client.create(tenant.path("roles", rbac), {
    metadata: { name: "pods" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] }],
  });
  await tenant.client.create(tenant.path("rolebindings", rbac), {
    metadata: { name: "pods" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "pods" },
    subjects: [{ kind: "ServiceAccount", name: "default", namespace: tenant.namespace }],
  });
}
