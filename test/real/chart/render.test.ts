import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/configuration/config.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { run } from "../../command-line/run.ts";
import { violationsOfRestricted } from "../../injection/pod-security.ts";
import type { Manifest } from "../control-plane/e2e/manifests.ts";
import { EXAMPLE_VALUES } from "../tools/helm/example-values.ts";
import { findHelm, type Helm } from "../tools/helm/helm.ts";
import { objectOf, renderChart } from "../tools/helm/render.ts";
import { workloadOf } from "../tools/helm/workload.ts";

const found = await findHelm("v4");
const helm = found as Helm;
const directory = mkdtempSync(path.join(tmpdir(), "chart-render-"));
const everything = EXAMPLE_VALUES[4];

afterAll(() => rmSync(directory, { recursive: true }));

describe.runIf(found)("what the chart renders to", () => {
  it.each(EXAMPLE_VALUES)("runs pods that pass Pod Security restricted, with $what", async (example) => {
    const objects = await renderChart(helm, example);

    for (const component of ["webhook", "controller"] as const) {
      const { template } = workloadOf(objects, component).spec;
      expect(violationsOfRestricted(template as unknown as JsonObject)).toEqual([]);
      expect(template.spec.containers).toMatchObject([{ securityContext: { readOnlyRootFilesystem: true } }]);
    }
  });

  it("has the configuration in the file that the webhook reads, as it was given", async () => {
    const { config } = everything.values;
    const objects = await renderChart(helm, everything);
    const file = path.join(directory, "config.yaml");
    writeFileSync(file, dataOf(objectOf(objects, "ConfigMap", "injector-config"))["config.yaml"] ?? "");

    expect(loadConfig(file, {})).toEqual({
      apiVersion: "config.modelexpress.nvidia.com/v1alpha1",
      kind: "InjectorConfiguration",
      ...config,
    });
  });

  it("has a configuration of defaults unless one is given", async () => {
    const [configMap] = (await renderChart(helm)).filter(({ kind }) => kind === "ConfigMap");
    const file = path.join(directory, "defaults.yaml");
    writeFileSync(file, configMap === undefined ? "" : (dataOf(configMap)["config.yaml"] ?? ""));

    expect(loadConfig(file, {})).toEqual(loadConfig(undefined, {}));
  });

  it.each(["webhook", "controller"] as const)("starts the %s with flags that it knows", async (component) => {
    const { out } = await run([component, "--help"]);
    const { args } = workloadOf(await renderChart(helm, everything), component).spec.template.spec.containers[0];

    expect(args[0]).toBe(component);
    for (const argument of args.slice(1)) expect(out).toContain(`${argument.split("=")[0]} <`);
  });

  it("gives the webhook longer to end than it drains", async () => {
    const { terminationGracePeriodSeconds } = workloadOf(await renderChart(helm, everything), "webhook").spec.template
      .spec;

    expect(terminationGracePeriodSeconds).toBeGreaterThan(everything.values.webhook.drainSeconds + 10);
  });

  it.each([
    { release: "model-express-injector", name: "model-express-injector" },
    { release: "platform", name: "platform-model-express-injector" },
    { release: "model-express-injector-of-the-platform", name: "model-express-injector-of-the-platform" },
    { release: "a".repeat(53), name: `${"a".repeat(50)}` },
  ])("is named $name for the release $release", async ({ release, name }) => {
    const objects = await renderChart(helm, { name: release, namespace: "platform" });

    for (const { kind, metadata } of objects) {
      expect(metadata.name, kind).toMatch(new RegExp(`^${name}(-[a-z-]+)?$`));
      expect(metadata.name.length, kind).toBeLessThanOrEqual(63);
      expect([undefined, "platform"]).toContain(metadata.namespace);
      expect(metadata.labels).toMatchObject({ "app.kubernetes.io/instance": release });
    }
  });

  it("binds each account to its own rights", async () => {
    const objects = await renderChart(helm, { name: "a", namespace: "b" });
    const has = (kind: string, name: string) =>
      objects.some((each) => each.kind === kind && each.metadata.name === name);

    for (const { roleRef, subjects, metadata } of objects.filter(isBinding)) {
      expect(has(roleRef.kind, roleRef.name)).toBe(true);
      expect(subjects).toEqual([{ kind: "ServiceAccount", name: metadata.name, namespace: "b" }]);
      expect(has("ServiceAccount", metadata.name)).toBe(true);
    }
    expect(objects.filter(isBinding)).toHaveLength(4);
  });

  it.each([
    { what: EXAMPLE_VALUES[0].what, example: EXAMPLE_VALUES[0], certificates: "self-managed", caBundle: undefined },
    { what: EXAMPLE_VALUES[1].what, example: EXAMPLE_VALUES[1], certificates: "none", caBundle: undefined },
    {
      what: EXAMPLE_VALUES[3].what,
      example: EXAMPLE_VALUES[3],
      certificates: "none",
      caBundle: EXAMPLE_VALUES[3].values.certificates.caBundle,
    },
  ])("leaves to others what is theirs, with $what", async ({ example, certificates, caBundle }) => {
    const objects = await renderChart(helm, example);
    const { webhooks } = objectOf<Manifest & { webhooks: { clientConfig: object }[] }>(
      objects,
      "MutatingWebhookConfiguration",
    );
    const { args } = workloadOf(objects, "controller").spec.template.spec.containers[0];

    expect(webhooks.map(({ clientConfig }) => clientConfig)).toEqual(
      ["/mutate", "/mutate-graph"].map((path) => ({
        service: expect.objectContaining({ path }),
        ...(caBundle !== undefined && { caBundle }),
      })),
    );
    expect(args).toContain(`--certificates=${certificates}`);
    expect(objects.some(({ kind }) => kind === "Secret")).toBe(false);
  });

  it.each([
    { what: "graph.enabled is false", values: { graph: { enabled: false } } },
    { what: "nobody deploys what it would take out", values: { modelExpress: { deploy: false } } },
  ])("leaves graphs alone when $what", async ({ values }) => {
    // Events about a pod are on its graph, too: its metadata is read for that.
    const objects = await renderChart(helm, { values: { ...values, podEvents: { enabled: false } } });
    const { webhooks } = objectOf<Manifest & { webhooks: { name: string }[] }>(objects, "MutatingWebhookConfiguration");
    const { args } = workloadOf(objects, "controller").spec.template.spec.containers[0];

    expect(webhooks.map(({ name }) => name)).toEqual(["inject.modelexpress.nvidia.com"]);
    expect(args).toContain("--graphs=ignore");
    expect(JSON.stringify(objects)).not.toContain("dynamographdeployments");
  });

  it("mounts the Secret that was made for it, in each way to get certificates", async () => {
    const secrets = await Promise.all(
      EXAMPLE_VALUES.slice(0, 4).map(async (example) => {
        const { volumes = [] } = workloadOf(await renderChart(helm, example), "webhook").spec.template.spec;
        return volumes.find(({ name }) => name === "tls")?.secret?.secretName;
      }),
    );

    const own = "model-express-injector-tls";
    expect(secrets).toEqual([own, own, own, "our-tls"]);
  });

  it("asks cert-manager for a certificate of the Service's name, of the user's issuer if there is one", async () => {
    const [ofOwn, ofIssuer] = await Promise.all([1, 2].map((index) => renderChart(helm, EXAMPLE_VALUES[index])));

    const spec = {
      secretName: "model-express-injector-tls",
      dnsNames: ["model-express-injector.model-express-injector.svc"],
    };
    expect(objectOf(ofOwn ?? [], "Certificate", spec.secretName)).toMatchObject({
      spec: { ...spec, issuerRef: { kind: "Issuer", name: "model-express-injector-ca" } },
    });
    expect(objectOf(ofIssuer ?? [], "Certificate")).toMatchObject({
      spec: { ...spec, issuerRef: { kind: "ClusterIssuer", name: "corporate" } },
    });
    expect(ofIssuer?.some(({ kind }) => kind === "Issuer")).toBe(false);
  });
});

type Binding = Manifest & {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly object[];
};

function isBinding(object: Manifest): object is Binding {
  return object.kind.endsWith("Binding");
}

function dataOf(object: Manifest): Readonly<Record<string, string>> {
  return (object as Manifest & { readonly data: Readonly<Record<string, string>> }).data;
}
