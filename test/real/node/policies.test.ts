import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

const SMALL = { requests: { cpu: "20m", memory: "32Mi" }, limits: { cpu: "500m", memory: "256Mi" } };

describe.skipIf(!hasNode)("a namespace with a LimitRange and a quota", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    tenant.hub.publish("org/a", singleFileModel("a", 100_000));
    const limit = {
      type: "Container",
      min: { cpu: "10m", memory: "16Mi" },
      max: { cpu: "1", memory: "512Mi" },
      default: { cpu: "400m", memory: "256Mi" },
      defaultRequest: { cpu: "10m", memory: "32Mi" },
    };
    await tenant.client.create(tenant.path("limitranges"), { metadata: { name: "range" }, spec: { limits: [limit] } });
    const hard = {
      pods: "4",
      "requests.cpu": "200m",
      "requests.memory": "1Gi",
      "limits.cpu": "4",
      "limits.memory": "4Gi",
    };
    await tenant.client.create(tenant.path("resourcequotas"), { metadata: { name: "quota" }, spec: { hard } });
  });
  afterAll(() => tenant?.close());

  test.each([
    ["stated", { resources: SMALL }],
    ["unstated", {}],
  ])("takes an injected pod whose resources are %s, and it runs", async (name, main) => {
    await tenant.createWorker({ name, main });
    const pod = await tenant.pods.untilReady(name);

    const [pull] = pod.spec.initContainers ?? [];
    // What the pull reserves comes out of the same hand as what the worker does.
    expect(pull?.resources).toEqual(pod.spec.containers[0]?.resources);
  });
});
