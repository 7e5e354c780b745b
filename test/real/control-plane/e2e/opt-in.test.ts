import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { injectionOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { eventually, hasControllers, isOurs } from "./source.ts";
import { createTenant, type Tenant, tenantOf } from "./tenant.ts";
import { plainPod, worker } from "./worker.ts";

const inject = "modelexpress.nvidia.com/inject";

describe.runIf(isOurs)("who is asked for, and who is left alone", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector();
    tenant = await createTenant(injector.client);
    await tenant.createInstance();
    await eventually(async () => {
      expect(injectionOf(await tenant.create(worker(), "?dryRun=All"))).toBeDefined();
    });
  });

  afterAll(() => injector?.stop());

  /** The reasons of the decisions that an action brought about: empty when the webhook was not even called. */
  async function reasonsDuring(action: () => Promise<unknown>): Promise<string[]> {
    const { length: before } = await injector.webhook.decisions();
    await action();
    const decisions = await injector.webhook.decisions();
    return decisions.slice(before).map(({ reason }) => reason);
  }

  it.each([
    "nvidia.com/dynamo-graph-deployment-name",
    "nvidia.com/dynamo-component",
    "nvidia.com/dynamo-component-type",
    "nvidia.com/dynamo-namespace",
  ])("asks for a pod with no Dynamo label but %s", async (label) => {
    const reasons = await reasonsDuring(() => tenant.create(plainPod({ [label]: "anything" })));

    expect(reasons).toHaveLength(1);
  });

  it("injects a pod without Dynamo's labels that opts in", async () => {
    const pod = plainPod({ [inject]: "enabled" });
    const annotations = { "modelexpress.nvidia.com/url": "http://model-express.example:8001" };

    const admitted = await tenant.create({ ...pod, metadata: { ...pod.metadata, annotations } });

    expect(injectionOf(admitted)).toBeDefined();
  });

  it("warns about a value of the pod's label that means nothing", async () => {
    injector.warnings.splice(0);

    const pod = await tenant.create(worker({ labels: { [inject]: "true" } }));

    expect(injectionOf(pod)).toBeUndefined();
    expect(injector.warnings).toEqual([expect.stringContaining('inject is "true"; accepted: "enabled", "disabled"')]);
  });

  it.each([
    { what: "that has nothing to do with Dynamo", pod: plainPod() },
    { what: "without any label", pod: { ...plainPod(), metadata: { generateName: "bare-" } } },
    { what: "that opts out", pod: worker({ labels: { [inject]: "disabled" } }) },
    { what: "that mirrors a static one", pod: mirrorPod() },
  ])("is not even asked for a pod $what", async ({ pod }) => {
    const reasons = await reasonsDuring(async () => {
      expect(injectionOf(await tenant.create(pod))).toBeUndefined();
    });

    expect(reasons).toEqual([]);
  });

  it.each([
    { what: "without the label", labels: {} },
    { what: "labelled disabled", labels: { [inject]: "disabled" } },
  ])("is not even asked for a pod in a namespace $what", async ({ labels }) => {
    const other = await createTenant(injector.client, labels);
    await other.createInstance();

    const reasons = await reasonsDuring(async () => {
      expect(injectionOf(await other.create(worker()))).toBeUndefined();
    });

    expect(reasons).toEqual([]);
  });

  it.runIf(hasControllers).each(["kube-system", "model-express-injector"])(
    "is not even asked for a pod in %s, labelled or not",
    async (namespace) => {
      await injector.client.merge(`/api/v1/namespaces/${namespace}`, { metadata: { labels: { [inject]: "enabled" } } });
      const system = tenantOf(injector.client, namespace);
      await eventually(() => injector.client.get(system.path("serviceaccounts/default")));
      const annotations = { "modelexpress.nvidia.com/url": "http://model-express.example:8001" };

      const reasons = await reasonsDuring(async () => {
        const pod = await system.create(worker({ annotations, ...restricted }), "?dryRun=All");
        expect(injectionOf(pod)).toBeUndefined();
      });

      expect(reasons).toEqual([]);
    },
  );

  it("injects in a namespace from when it is labelled, until it is no more", async () => {
    const other = await createTenant(injector.client, {});
    await other.createInstance();
    const label = (value: string | null) =>
      injector.client.merge(`/api/v1/namespaces/${other.namespace}`, { metadata: { labels: { [inject]: value } } });

    await label("enabled");
    await eventually(async () => expect(injectionOf(await other.create(worker()))).toBeDefined());
    await label(null);
    await eventually(async () => expect(injectionOf(await other.create(worker()))).toBeUndefined());
  });

  it("does not touch a pod that exists", async () => {
    const pod = await tenant.create(worker({ name: "changing", labels: { [inject]: "disabled" } }));

    const reasons = await reasonsDuring(() =>
      injector.client.merge(tenant.path("pods/changing"), { metadata: { labels: { [inject]: null } } }),
    );

    expect(reasons).toEqual([]);
    expect((await injector.client.get<typeof pod>(tenant.path("pods/changing"))).spec).toEqual(pod.spec);
  });
});

// The injector's own namespace enforces it.
const restricted = {
  spec: { securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } } },
  main: { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } },
};

function mirrorPod() {
  const pod = worker({ annotations: { "kubernetes.io/config.mirror": "hash" } });
  return { ...pod, spec: { ...pod.spec, nodeName: "node" } };
}
