import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

describe.skipIf(!hasNode)("a pod that cannot resolve the names of the cluster", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test.each([
    ["hostNetwork", { hostNetwork: true }],
    ["dnsPolicy: Default", { dnsPolicy: "Default" }],
  ])("reaches its Model Express by an address: %s", async (what, spec) => {
    const name = what.toLowerCase().replace(/[^a-z]+/g, "-");
    const commit = tenant.hub.publish(`org/${name}`, singleFileModel(name, 100_000));

    await tenant.createWorker({ name, model: `org/${name}`, annotations: { mode: "stream" }, spec });
    const pod = await tenant.pods.untilReady(name);

    const url = pod.spec.containers[0]?.env?.find((variable) => variable.name === "MODEL_EXPRESS_URL")?.value;
    expect(url).toMatch(/^http:\/\/10\.96\.\d+\.\d+:8001$/);
    expect(await tenant.pods.log(name)).toContain(`READ org/${name} ${commit}`);
    await tenant.pods.delete(name);
    await tenant.pods.untilGone(name);
  });

  test("reaches it by its name with ClusterFirstWithHostNet", async () => {
    const commit = tenant.hub.publish("org/named", singleFileModel("named", 100_000));
    const spec = { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" };

    await tenant.createWorker({ name: "named", model: "org/named", annotations: { mode: "stream" }, spec });
    const pod = await tenant.pods.untilReady("named");

    const value = `http://model-express.${tenant.namespace}.svc:8001`;
    expect(pod.spec.containers[0]?.env).toContainEqual({ name: "MODEL_EXPRESS_URL", value });
    expect(await tenant.pods.log("named")).toContain(`READ org/named ${commit}`);
  });
});
