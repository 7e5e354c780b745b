import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { singleFileModel } from "../model-express/pull/model-files.ts";
import { deployModelExpress } from "./cluster/model-express.ts";
import { pullOf } from "./cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "./cluster/tenant.ts";

describe.skipIf(!hasNode)("memory", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
  });
  afterAll(() => tenant?.close());

  test("holds the models of a cache that is kept in it", async () => {
    const commit = tenant.hub.publish("org/memory", singleFileModel("memory", 60_000_000));
    await tenant.createWorker({
      name: "memory",
      model: "org/memory",
      annotations: { mode: "stream" },
      main: {
        resources: { limits: { memory: "256Mi" } },
        env: [
          { name: "DYN_NAMESPACE", value: tenant.dynamoNamespace },
          { name: "HF_HOME", value: "/cache/huggingface" },
        ],
        volumeMounts: [{ name: "cache", mountPath: "/cache" }],
      },
      spec: { volumes: [{ name: "cache", emptyDir: { medium: "Memory" } }] },
    });
    const pod = await tenant.pods.untilReady("memory");

    expect(pullOf(pod)?.restartCount).toBe(0);
    expect(await tenant.pods.log("memory")).toContain(`READ org/memory ${commit}`);
  });

  test("that is too little for the pull ends it soon, and explain says why", async () => {
    tenant.hub.publish("org/much", singleFileModel("much", 1_000_000));
    const resources = { limits: { memory: "5Mi" } };

    await tenant.createWorker({ name: "starved", model: "org/much", main: { resources } });
    const pod = await tenant.pods.until("starved", (each) => pullOf(each)?.lastState.terminated !== undefined);

    // The kernel kills the tool alone, or the script as well.
    expect(pullOf(pod)?.lastState.terminated).toMatchObject({ exitCode: 137 });
    const { out, code } = await tenant.command("explain", "pod", "starved");
    expect(out).toMatch(/Injected, but its pull fails .*killed.* memory is short.*pull-resources/m);
    expect(code).toBe(3);
  });
});
