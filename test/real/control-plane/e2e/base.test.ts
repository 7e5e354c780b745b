import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { applyManifest, readBase } from "./manifests.ts";
import { total } from "./prometheus.ts";
import { eventually, hasControllers, isOurs } from "./source.ts";
import { type Tenant, tenantOf } from "./tenant.ts";
import { worker } from "./worker.ts";

describe.runIf(isOurs)("manifests/base in a cluster", () => {
  let controlPlane: ControlPlane;
  let client: Client;
  const warnings: string[] = [];

  beforeAll(async () => {
    controlPlane = await startControlPlane();
    client = connect(controlPlane, (text) => warnings.push(text));
    await applyBase(client);
  });

  afterAll(async () => {
    client?.close();
    await controlPlane?.stop();
  });

  it("is taken without a warning, again and again", async () => {
    await applyBase(client);

    expect(warnings).toEqual([]);
  });

  it.runIf(hasControllers)("brings its pods up in a namespace that enforces Pod Security restricted", async () => {
    const own: Tenant = tenantOf(client, "model-express-injector");

    await eventually(async () => expect(await own.pods()).toHaveLength(3));
  });

  it("leaves pods as they are while no replica answers yet", async () => {
    await client.merge("/api/v1/namespaces/default", {
      metadata: { labels: { "modelexpress.nvidia.com/inject": "enabled" } },
    });

    await eventually(async () => {
      const pod = await tenantOf(client, "default").create(worker());
      expect(pod.spec.initContainers).toBeUndefined();
      const metrics = await client.get<string>("/metrics");
      expect(total(metrics, "apiserver_admission_webhook_fail_open_count")).toBeGreaterThan(0);
    });
  });
});

async function applyBase(client: Client): Promise<void> {
  for (const manifest of readBase()) {
    await applyManifest(client, manifest);
  }
}
