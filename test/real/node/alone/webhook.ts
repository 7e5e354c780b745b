import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { RELEASE } from "../cluster/install-product.ts";
import { deployModelExpress } from "../cluster/model-express.ts";
import { rollOver, setFailurePolicy, untilRolledOut } from "../cluster/release.ts";
import { configurationOf, createWhile, isInjected } from "../cluster/steady-creation.ts";
import { hasNode, openTenant, type Tenant } from "../cluster/tenant.ts";

const system = `/api/v1/namespaces/${RELEASE}`;
const FOLLOWED = { timeoutMilliseconds: 110_000 };

interface Secret {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

// With failurePolicy Fail, every call that fails is a pod that is refused.
describe.skipIf(!hasNode)("while pods are created, with failurePolicy Fail, the webhook misses none", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await openTenant();
    await deployModelExpress(tenant);
    await setFailurePolicy(tenant.client, "Fail");
  });
  afterAll(async () => {
    if (tenant === undefined) return;
    await setFailurePolicy(tenant.client, "Ignore");
    await tenant.close();
  });

  async function expectNoneMissed(work: () => Promise<unknown>): Promise<void> {
    const { admitted, refused } = await createWhile(tenant, work);
    expect(refused).toEqual([]);
    expect(admitted.length).toBeGreaterThanOrEqual(10);
    expect(admitted.filter((pod) => !isInjected(pod))).toEqual([]);
  }

  test("when every pod of the product is replaced", async () => {
    await expectNoneMissed(() => rollOver(tenant.client));
  });

  test("when one of its replicas is deleted", async () => {
    const selector = "labelSelector=app.kubernetes.io/component=webhook";
    const [replica] = await tenant.client.list<Secret>(`${system}/pods?${selector}`);
    await expectNoneMissed(async () => {
      await tenant.client.delete(`${system}/pods/${replica?.metadata.name}`);
      await untilRolledOut(tenant.client, "webhook");
    });
  });

  test("when its certificate is made again, which reaches it through the kubelet's volume", async () => {
    const secret = `${system}/secrets/${RELEASE}-tls`;
    const before = await tenant.client.get<Secret>(secret);
    const serial = await servedSerial();
    await expectNoneMissed(async () => {
      await tenant.client.merge(secret, { data: { "tls.crt": "", "tls.key": "" } });
      await untilSuccess(async () => {
        const { data } = await tenant.client.get<Secret>(secret);
        if (!data["tls.crt"] || data["tls.crt"] === before.data["tls.crt"]) throw new Error("not made again");
      }, FOLLOWED);
      await untilSuccess(async () => {
        if ((await servedSerial()) === serial) throw new Error("the old one is served");
      }, FOLLOWED);
    });
  });

  test("when its configuration changes, which it follows without a restart", async () => {
    const map = `${system}/configmaps/${RELEASE}-config`;
    const { data } = await tenant.client.get<Secret>(map);
    const before = await configurationOf(tenant);
    const changed = `${data["config.yaml"]?.trimEnd()}\ndefaultUrl: http://somewhere.example:8001\n`;
    await expectNoneMissed(async () => {
      await tenant.client.merge(map, { data: { "config.yaml": changed } });
      await untilSuccess(async () => {
        // Both replicas decide by the new one when none decides by the old one for a while.
        for (let at = 0; at < 10; at++) if ((await configurationOf(tenant)) === before) throw new Error("the old one");
      }, FOLLOWED);
    });
    await tenant.client.merge(map, { data });
  });

  /** What a connection to the Service gets. */
  async function servedSerial(): Promise<string> {
    const { spec } = await tenant.client.get<{
      readonly metadata: object;
      readonly spec: { readonly clusterIP: string };
    }>(`${system}/services/${RELEASE}`);
    const ask = `echo | openssl s_client -connect ${spec.clusterIP}:443 2>/dev/null | openssl x509 -noout -serial`;
    return tenant.inside("sh", "-c", ask);
  }
});
