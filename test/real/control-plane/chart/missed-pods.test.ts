import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findHelm, type Helm } from "../../tools/helm/helm.ts";
import { renderChart } from "../../tools/helm/render.ts";
import { injectionOf } from "../e2e/injection-of.ts";
import { type Injector, startInjector } from "../e2e/injector.ts";
import { applyManifest } from "../e2e/manifests.ts";
import { total } from "../e2e/prometheus.ts";
import { eventually, hasControllers, isOurs } from "../e2e/source.ts";
import { createTenant, type Tenant } from "../e2e/tenant.ts";
import { plainPod, worker } from "../e2e/worker.ts";

const helm = await findHelm("v4");
const report = expect.stringContaining("This pod got no Model Express.");
const inject = "modelexpress.nvidia.com/inject";

describe.runIf(isOurs && helm)("the report of missed pods", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector();
    tenant = await createTenant(injector.client);
    await tenant.createInstance();
    await eventually(async () => {
      expect(injectionOf(await tenant.create(worker(), "?dryRun=All"))).toBeDefined();
    });
    const values = { missedPods: { report: true }, webhook: { excludedNamespaces: ["excluded"] } };
    const objects = await renderChart(helm as Helm, { values });
    for (const object of objects.filter(({ kind }) => kind.startsWith("ValidatingAdmissionPolicy"))) {
      await applyManifest(injector.client, object);
    }
    const missed = worker({ labels: { [inject]: "mistyped" } });
    await eventually(async () => expect(await warningsOf(missed, "?dryRun=All")).toContainEqual(report));
  });

  afterAll(() => injector?.stop());

  async function warningsOf(pod: object, query = "", of: Tenant = tenant): Promise<readonly string[]> {
    injector.warnings.splice(0);
    await of.create(pod, query);
    return injector.warnings.splice(0);
  }

  it.runIf(hasControllers)("has expressions that fit a pod's schema", async () => {
    const policy = () => injector.client.get<Policy>(`${policies}/model-express-injector-missed-pods`);

    await eventually(async () => expect((await policy()).status?.observedGeneration).toBe(1));
    expect((await policy()).status?.typeChecking?.expressionWarnings).toBeUndefined();
  });

  it("is silent about a pod that was injected", async () => {
    expect(await warningsOf(worker())).toEqual([]);
  });

  it.each([
    { what: "that has nothing to do with Dynamo", pod: plainPod() },
    { what: "that opts out", pod: worker({ labels: { [inject]: "disabled" } }) },
    { what: "that mirrors a static one", pod: mirrorPod() },
    { what: "that is restored", pod: worker({ labels: { "nvidia.com/snapshot-is-restore-target": "true" } }) },
    { what: "that is captured", pod: worker({ labels: { "nvidia.com/snapshot-is-checkpoint-source": "true" } }) },
    { what: "of Model Express", pod: worker({ labels: { "nvidia.com/dynamo-component-type": "ModelExpress" } }) },
    { what: "of model-express", pod: worker({ labels: { "nvidia.com/dynamo-component": "model-express" } }) },
  ])("is silent about a pod $what", async ({ pod }) => {
    expect(await warningsOf(pod, "?dryRun=All")).toEqual([]);
  });

  it("is silent in a namespace that is not opted in", async () => {
    const other = await createTenant(injector.client, {});

    expect(await warningsOf(worker(), "", other)).toEqual([]);
  });

  it("is silent in an excluded namespace", async () => {
    await injector.client.apply("/api/v1/namespaces/excluded", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "excluded", labels: { [inject]: "enabled" } },
    });
    await injector.client.apply("/api/v1/namespaces/excluded/serviceaccounts/default", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default" },
    });
    const created = await injector.client.create("/api/v1/namespaces/excluded/pods?dryRun=All", worker());

    expect(created.metadata.name).toBeDefined();
    expect(injector.warnings.filter((text) => text.includes("got no Model Express"))).toEqual([]);
  });

  it("accompanies the webhook's own warning when it found no Model Express", async () => {
    const other = await createTenant(injector.client);

    const warnings = await warningsOf(worker(), "", other);

    expect(warnings).toEqual([expect.stringContaining("NoModelExpress"), report]);
  });

  it("warns the creator of a pod while the webhook is down, never denies it, and is counted", async () => {
    const counted = async () =>
      total(await injector.client.get<string>("/metrics"), "apiserver_validating_admission_policy_check_total", {
        policy: "model-express-injector-missed-pods",
        enforcement_action: "warn",
      });
    const before = await counted();
    await injector.webhook.signal("SIGKILL");

    const warnings = await warningsOf(worker({ name: "missed" }));

    expect(warnings).toEqual([report]);
    expect((await tenant.pods()).map(({ metadata }) => metadata.name)).toContain("missed");
    expect(await counted()).toBeGreaterThan(before);
  });
});

const policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

/** A ValidatingAdmissionPolicy, as far as a controller tells what it found when it checked the types. */
interface Policy {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly typeChecking?: { readonly expressionWarnings?: readonly object[] };
  };
}

function mirrorPod() {
  return worker({ annotations: { "kubernetes.io/config.mirror": "hash" }, spec: { nodeName: "node" } });
}
