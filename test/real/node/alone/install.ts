import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RELEASE, runInstallScript } from "../cluster/install-product.ts";
import { isReady, podsOf, type StoredPod } from "../cluster/pods.ts";
import { hasNode, openTenant, type Tenant } from "../cluster/tenant.ts";

describe.skipIf(!hasNode)("the product on a real node", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
  });
  afterAll(() => tenant?.close());

  test("is installed by Helm, and runs where Pod Security restricted is enforced", async () => {
    const pods = await tenant.client.list<StoredPod>(`/api/v1/namespaces/${RELEASE}/pods`);

    expect(pods.filter(isReady)).toHaveLength(3);
    for (const { metadata, status } of pods) {
      expect(
        status.containerStatuses?.map(({ restartCount }) => restartCount),
        metadata.name,
      ).toEqual([0]);
    }
  });

  test("is in order, says check", async () => {
    const { out, code } = await tenant.command("check", "--all");

    expect(code, out).toBe(0);
  });

  test("shows what the kind scripts show, also when they are run again", async () => {
    const shown = await runInstallScript(tenant.node);

    expect(shown).toMatch(/^==> The webhook answers\n(pod .* deleted.*\n)?yes$/m);
    expect(shown).toContain("MODEL_EXPRESS_URL=http://model-express.inference.svc:8001\n");
    expect(shown).toMatch(/^\/dev\/loop\d+ .* \/model-express$/m);
    expect(shown).toContain('"mode":"shared"');
    const worker = await podsOf(tenant.client, "inference").get("worker");
    expect(worker.status.phase).toBe("Succeeded");
  });
});
