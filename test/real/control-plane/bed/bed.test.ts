import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError, type Client, connect } from "./client.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { createNamespace } from "./namespace.ts";
import { commandOf, findControlPlane } from "./source.ts";
import { startWebhook, type WebhookStub } from "./webhook-stub.ts";

const generous = { timeout: 120_000, interval: 100 };
const source = await findControlPlane();
const podSpec = { containers: [{ name: "main", image: "registry.example.com/main" }] };
const isOurs = source.kind === "binary" || source.kind === "folder";
const hasControllers = isOurs ? commandOf("kube-controller-manager", source) !== undefined : source.kind === "existing";

describe.skipIf(source.kind === "unavailable")("a control plane for tests", { timeout: 240_000 }, () => {
  let controlPlane: ControlPlane;
  let client: Client;
  let began: number;
  const warnings: string[] = [];

  beforeAll(async () => {
    began = Date.now();
    controlPlane = await startControlPlane();
    client = connect(controlPlane, (text) => warnings.push(text));
  }, 240_000);

  afterAll(async () => {
    client?.close();
    await controlPlane?.stop();
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.runIf(source.kind === "binary")("serves the version that the Go module requires", async () => {
    const { gitVersion } = await client.get<{ gitVersion: string }>("/version");

    expect(gitVersion).toBe("v1.37.2");
  });

  it.runIf(source.kind === "binary")("begins with what an API server stored before, at its first start", async () => {
    type Namespace = { readonly metadata: { readonly creationTimestamp: string } };
    const { metadata } = await client.get<Namespace>("/api/v1/namespaces/default");

    expect(Date.parse(metadata.creationTimestamp)).toBeLessThan(began);
  });

  it("reports the status and the message of a refusal", async () => {
    const refusal = client.get("/api/v1/namespaces/default/pods/nobody");

    await expect(refusal).rejects.toThrow('404: pods "nobody" not found');
    await expect(refusal).rejects.toBeInstanceOf(ApiError);
  });

  it.runIf(hasControllers)("creates the pods of a Deployment by the real controllers", async () => {
    const namespace = await createNamespace(client);

    await client.create(`/apis/apps/v1/namespaces/${namespace}/deployments`, deployment(2));

    await vi.waitFor(async () => {
      expect(await client.list(`/api/v1/namespaces/${namespace}/pods`)).toHaveLength(2);
    }, generous);
  });

  it("merges, applies and deletes", async () => {
    const namespace = await createNamespace(client);
    const configMap = `/api/v1/namespaces/${namespace}/configmaps/settings`;
    const applied = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "1", b: "2" } };

    await client.apply(configMap, applied);
    const merged = await client.merge<{ data: object }>(configMap, { data: { a: null } });
    await client.delete(configMap);

    expect(merged.data).toEqual({ b: "2" });
    await expect(client.get(configMap)).rejects.toMatchObject({ status: 404 });
  });

  it.runIf(isOurs)("calls a webhook on loopback, applies its patch and hands on its warning", async () => {
    const namespace = await createNamespace(client, { stub: "enabled" });
    const webhook = await startWebhook({
      patch: [{ op: "add", path: "/metadata/annotations/patched", value: "yes" }],
      warnings: ['patched "it"'],
    });
    await client.create(
      "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
      webhookConfiguration(webhook),
    );

    // The API server learns of a new configuration some time after it is stored.
    await vi.waitFor(async () => {
      const admitted = await client.create(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod("probe"));
      expect(admitted.metadata.annotations).toMatchObject({ patched: "yes" });
    }, generous);
    const created = await client.create(`/api/v1/namespaces/${namespace}/pods`, pod("real"));
    webhook.close();

    expect(created.metadata.annotations).toMatchObject({ patched: "yes" });
    expect(webhook.requests.at(-1)).toMatchObject({ namespace, object: { metadata: { name: "real" } } });
    expect(warnings).toContain('patched "it"');
  });

  it.runIf(isOurs)("keeps its objects when the API server restarts", async () => {
    const namespace = await createNamespace(client);
    const { "kube-apiserver": firstPid } = controlPlane.pids;

    await controlPlane.killApiServer();
    const refused = { code: expect.stringMatching(/ECONNREFUSED|ECONNRESET|EPIPE/) };
    await expect(client.get("/readyz")).rejects.toMatchObject(refused);
    await controlPlane.restartApiServer();

    expect(await client.get(`/api/v1/namespaces/${namespace}`)).toMatchObject({ metadata: { name: namespace } });
    expect(controlPlane.pids["kube-apiserver"]).not.toBe(firstPid);
  });

  it.runIf(isOurs && hasControllers)("has controllers that find back to a restarted API server", async () => {
    const namespace = await createNamespace(client);
    await controlPlane.restartApiServer();

    await client.create(`/apis/apps/v1/namespaces/${namespace}/deployments`, deployment(1));

    await vi.waitFor(async () => {
      expect(await client.list(`/api/v1/namespaces/${namespace}/pods`)).toHaveLength(1);
    }, generous);
  });

  it("can be passed on as an existing cluster", async () => {
    vi.stubEnv("USE_EXISTING_CLUSTER", "true").stubEnv("KUBECONFIG", controlPlane.kubeconfig);
    const existing = await startControlPlane();
    const guest = connect(existing);

    expect(await guest.get("/readyz")).toBe("ok");
    await expect(existing.killApiServer()).rejects.toThrow("not ours to kill");

    guest.close();
    await existing.stop();
  });
});

function pod(name: string) {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, annotations: { own: "yes" } }, spec: podSpec };
}

function deployment(replicas: number) {
  const labels = { app: "test" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "test" },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
  };
}

function webhookConfiguration({ url, caBundle }: WebhookStub) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "stub" },
    webhooks: [
      {
        name: "stub.example.com",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        clientConfig: { url, caBundle },
        namespaceSelector: { matchLabels: { stub: "enabled" } },
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      },
    ],
  };
}
