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

  /** What the pull writes counts as memory of its container. */
  async function createInMemory({ name, model, limit }: Record<"name" | "model" | "limit", string>): Promise<void> {
    await tenant.createWorker({
      name,
      model,
      annotations: { mode: "stream" },
      main: {
        resources: { limits: { memory: limit } },
        env: [
          { name: "DYN_NAMESPACE", value: tenant.dynamoNamespace },
          { name: "HF_HOME", value: "/cache/huggingface" },
        ],
        volumeMounts: [{ name: "cache", mountPath: "/cache" }],
      },
      spec: { volumes: [{ name: "cache", emptyDir: { medium: "Memory" } }] },
    });
  }

  test("holds the models of a cache that is kept in it", async () => {
    const commit = tenant.hub.publish("org/memory", singleFileModel("memory", 60_000_000));
    await createInMemory({ name: "memory", model: "org/memory", limit: "256Mi" });
    const pod = await tenant.pods.untilReady("memory");

    expect(pullOf(pod)?.restartCount).toBe(0);
    expect(await tenant.pods.log("memory")).toContain(`READ org/memory ${commit}`);
  });

  test("that is too little for the pull ends it soon, and explain says why", async () => {
    // A tool that only asks the server fits into the least memory with which a container starts, on some attempts.
    tenant.hub.publish("org/much", singleFileModel("much", 100_000_000));

    await createInMemory({ name: "starved", model: "org/much", limit: "48Mi" });
    const pod = await tenant.pods.until("starved", (each) => pullOf(each)?.lastState.terminated !== undefined);

    // The kernel kills the tool alone, or the script as well.
    expect(pullOf(pod)?.lastState.terminated).toMatchObject({ exitCode: 137 });
    const { out, code } = await tenant.command("explain", "pod", "starved");
    expect(out).toMatch(/Injected, but its pull fails .*killed.* memory is short.*pull-resources/m);
    expect(code).toBe(3);
  });
});
