import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Injection, injectionOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { eventually, isOurs } from "./source.ts";
import { createTenant, type Tenant } from "./tenant.ts";
import { worker } from "./worker.ts";

const globalNamespace = "model-express-global";

describe.runIf(isOurs)("the Model Express that a pod gets", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector({ flags: ["--global-namespaces", globalNamespace] });
  });

  afterAll(() => injector?.stop());

  beforeEach(async () => {
    tenant = await createTenant(injector.client);
    injector.warnings.splice(0);
  });

  async function injectionNow(dynamoNamespace?: string): Promise<Injection | undefined> {
    return injectionOf(await tenant.create(worker(dynamoNamespace === undefined ? {} : { dynamoNamespace })));
  }

  it("is none when there is none: the pod starts as it would without, and its user is warned", async () => {
    expect(await injectionNow()).toBeUndefined();

    expect(injector.warnings).toEqual([expect.stringMatching(/^Model Express: NoModelExpress: .*team-graph/)]);
  });

  it("is found by the very next pod, although the Service was created in the same moment", async () => {
    for (let round = 0; round < 20; round++) {
      const dynamoNamespace = `graph-${round}`;
      await tenant.createInstance({ name: `instance-${round}`, serves: dynamoNamespace });

      expect(await injectionNow(dynamoNamespace), `round ${round}`).toMatchObject({
        url: `http://instance-${round}.${tenant.namespace}.svc:8001`,
      });
    }
  });

  it("is found with its claim, although both were created in the same moment", async () => {
    await tenant.createClaim("cache");
    await tenant.createInstance({ claim: "cache" });

    expect(await injectionNow()).toMatchObject({ mode: "shared" });
  });

  it("is found once it appears, followed when it changes, and given up when it disappears", async () => {
    expect(await injectionNow()).toBeUndefined();

    await tenant.createInstance();
    await eventually(async () => expect(await injectionNow()).toMatchObject({ mode: "stream" }));

    await tenant.createClaim("cache");
    const annotations = { "modelexpress.nvidia.com/claim": "cache" };
    await injector.client.merge(tenant.path("services/model-express"), { metadata: { annotations } });
    await eventually(async () => expect(await injectionNow()).toMatchObject({ mode: "shared" }));

    await injector.client.merge(tenant.path("services/model-express"), { spec: { ports: [{ port: 9001 }] } });
    await eventually(async () => expect(await injectionNow()).toMatchObject({ url: expect.stringContaining(":9001") }));

    await tenant.deleteInstance();
    await eventually(async () => expect(await injectionNow()).toBeUndefined());
  });

  it("is no more found when its Service loses the label", async () => {
    await tenant.createInstance();
    expect(await injectionNow()).toBeDefined();

    const labels = { "modelexpress.nvidia.com/dynamo-namespace": null };
    await injector.client.merge(tenant.path("services/model-express"), { metadata: { labels } });

    await eventually(async () => expect(await injectionNow()).toBeUndefined());
  });

  it("is the own one of each of two dynamo namespaces in one Kubernetes namespace", async () => {
    await tenant.createInstance({ name: "model-express-a", serves: "graph-a" });
    await tenant.createInstance({ name: "model-express-b", serves: "graph-b" });

    expect(await injectionNow("graph-a")).toMatchObject({ from: `Service ${tenant.namespace}/model-express-a` });
    expect(await injectionNow("graph-b")).toMatchObject({ from: `Service ${tenant.namespace}/model-express-b` });
    expect(await injectionNow("graph-c")).toBeUndefined();
  });

  it("is one that the Dynamo operator made as a component of a graph", async () => {
    const labels = {
      "nvidia.com/dynamo-component": "ModelExpress",
      "nvidia.com/dynamo-component-type": "frontend",
      "nvidia.com/dynamo-namespace": "graph-of-operator",
    };
    await injector.client.create(tenant.path("services"), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "graph-modelexpress", labels },
      spec: { selector: labels, ports: [{ port: 8000 }] },
    });

    await eventually(async () =>
      expect(await injectionNow("graph-of-operator")).toMatchObject({
        url: `http://graph-modelexpress.${tenant.namespace}.svc:8000`,
      }),
    );
  });

  it("is the global one of its own namespace when none serves its dynamo namespace", async () => {
    await tenant.createInstance({ name: "for-all", serves: "global" });
    expect(await injectionNow()).toMatchObject({ from: `Service ${tenant.namespace}/for-all` });

    await tenant.createInstance({ name: "for-one" });
    await eventually(async () =>
      expect(await injectionNow()).toMatchObject({ from: `Service ${tenant.namespace}/for-one` }),
    );
  });

  describe("with a global one in a configured namespace", () => {
    const services = `/api/v1/namespaces/${globalNamespace}/services`;

    beforeEach(async () => {
      await injector.client.apply(`/api/v1/namespaces/${globalNamespace}`, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: globalNamespace },
      });
      await injector.client.create(services, globalService("for-all-namespaces"));
    });

    afterEach(async () => {
      await injector.client.delete(`${services}/for-all-namespaces`);
      await eventually(async () => expect(await injectionNow()).toBeUndefined());
    });

    it("is that one, streamed because a claim cannot be mounted from another namespace", async () => {
      const url = `http://for-all-namespaces.${globalNamespace}.svc:8001`;

      await eventually(async () => expect(await injectionNow()).toMatchObject({ mode: "stream", url }));
    });

    it("is none of another tenant's, whatever that tenant labels", async () => {
      const from = `Service ${globalNamespace}/for-all-namespaces`;
      await eventually(async () => expect(await injectionNow()).toMatchObject({ from }));
      const attacker = await createTenant(injector.client);
      await attacker.createInstance({ name: "capture" });
      await attacker.createInstance({ name: "capture-all", serves: "global" });
      // The attacker's own pods get them, so the webhook knows both.
      await eventually(async () =>
        expect(injectionOf(await attacker.create(worker()))).toMatchObject({
          from: `Service ${attacker.namespace}/capture`,
        }),
      );

      expect(await injectionNow()).toMatchObject({ from });
      expect(await injectionNow(attacker.namespace)).toMatchObject({ from });
    });
  });

  it("is none when only another tenant has one", async () => {
    const attacker = await createTenant(injector.client);
    await attacker.createInstance({ name: "capture" });
    await attacker.createInstance({ name: "capture-all", serves: "global" });
    await eventually(async () => expect(injectionOf(await attacker.create(worker()))).toBeDefined());

    expect(await injectionNow()).toBeUndefined();
  });
});

function globalService(name: string) {
  const labels = { "modelexpress.nvidia.com/dynamo-namespace": "global" };
  const annotations = { "modelexpress.nvidia.com/claim": "cache" };
  const metadata = { name, labels, annotations };
  return { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ name: "grpc", port: 8001 }] } };
}
