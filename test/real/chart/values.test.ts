import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/configuration/config.ts";
import { HELM_SERIES } from "../tools/helm/build-helm.ts";
import { EXAMPLE_VALUES } from "../tools/helm/example-values.ts";
import { chart, findHelm, type Helm, type HelmOutcome } from "../tools/helm/helm.ts";

const helms = await Promise.all(HELM_SERIES.map(async (series) => ({ series, helm: await findHelm(series) })));
const directory = mkdtempSync(path.join(tmpdir(), "chart-config-"));

afterAll(() => rmSync(directory, { recursive: true }));

describe.runIf(helms[0]?.helm).each(helms)("the values of the chart, to Helm $series", ({ helm: found }) => {
  const helm = found as Helm;
  const template = (values: object): Promise<HelmOutcome> => helm(["template", "injector", chart], values);

  it.each(EXAMPLE_VALUES)("are valid for $what", async ({ values }) => {
    const { code, out, err } = await helm(["lint", "--strict", chart], values);

    expect({ code, err }, out).toEqual({ code: 0, err: "" });
  });

  it("are not taken for a Kubernetes that is too old for the registration", async () => {
    const { code, err } = await helm(["template", "injector", chart, "--kube-version", "1.29.0"]);

    expect(code).not.toBe(0);
    expect(err).toContain("chart requires kubeVersion: >=1.30.0-0");
  });

  it.each([
    { values: { webhok: {} }, key: "webhok" },
    { values: { webhook: { timeoutSecond: 3 } }, key: "timeoutSecond" },
    { values: { controller: { replicas: 2 } }, key: "replicas" },
    { values: { config: { defaultURL: "http://x:1" } }, key: "defaultURL" },
    { values: { config: { pull: { imagePullPolcy: "Never" } } }, key: "imagePullPolcy" },
    { values: { certificates: { secret: "x" } }, key: "secret" },
    { values: { podSecurityContext: { fsGrup: 1 } }, key: "fsGrup" },
    { values: { containerSecurityContext: { priviledged: false } }, key: "priviledged" },
    { values: { webhook: { hostnetwork: true } }, key: "hostnetwork" },
    { values: { modelExpress: { instances: [{ name: "x", spec: {}, nameSpace: "y" }] } }, key: "nameSpace" },
  ])("name a misspelt key: $key", async ({ values, key }) => {
    const { code, err } = await template(values);

    expect(code).not.toBe(0);
    expect(err).toMatch(new RegExp(`additional propert.*${key}`, "i"));
  });

  it.each([
    { values: { webhook: { failurePolicy: "ignore" } }, key: "failurePolicy" },
    { values: { webhook: { timeoutSeconds: 31 } }, key: "timeoutSeconds" },
    { values: { webhook: { replicas: "two" } }, key: "replicas" },
    { values: { webhook: { port: 0 } }, key: "port" },
    { values: { webhook: { dnsPolicy: "Cluster" } }, key: "dnsPolicy" },
    { values: { webhook: { extraEnv: [{ value: "x" }] } }, key: "extraEnv" },
    { values: { commonLabels: { "app.kubernetes.io/name": "other" } }, key: "commonLabels" },
    { values: { webhook: { excludedNamespaces: ["No_Name"] } }, key: "excludedNamespaces" },
    { values: { webhook: { podLabels: { "app.kubernetes.io/component": "other" } } }, key: "podLabels" },
    { values: { certificates: { mode: "certmanager" } }, key: "certificates.*mode" },
    { values: { image: { digest: "latest" } }, key: "digest" },
    { values: { image: { repository: "registry.example.com/injector:1" } }, key: "repository" },
    { values: { image: { repository: "https://registry.example.com/injector" } }, key: "repository" },
    { values: { image: { tag: "a b" } }, key: "tag" },
    { values: { imagePullSecrets: [{ name: "My_Registry" }] }, key: "imagePullSecrets" },
    { values: { webhook: { priorityClassName: "High Priority" } }, key: "priorityClassName" },
    { values: { certificates: { mode: "provided", secretName: "TLS" } }, key: "secretName" },
    { values: { modelExpress: { instances: [{ name: "x", spec: { dynamoNamespace: "y" } }] } }, key: "pvc" },
    { values: { config: { mode: "share" } }, key: "config.*mode" },
  ])("refuse a wrong value of $key", async ({ values, key }) => {
    const { code, err } = await template(values);

    expect(code).not.toBe(0);
    expect(err).toMatch(new RegExp(key));
  });

  it.each([
    {
      what: "no Secret",
      certificates: { mode: "provided" },
      error: "certificates.secretName: name the Secret with tls.crt and tls.key, because certificates.mode is provided",
    },
    {
      what: "no CA",
      certificates: { mode: "provided", secretName: "tls" },
      error: "certificates.caBundle: give the CA of certificates.secretName, PEM in base64",
    },
    {
      what: "a CA that is not in base64",
      certificates: { mode: "provided", secretName: "tls", caBundle: "-----BEGIN CERTIFICATE-----" },
      error: "certificates.caBundle: expected the base64 of a PEM certificate, as from: base64 -w0 ca.crt",
    },
  ])("say what is missing for the user's own certificates: $what", async ({ certificates, error }) => {
    const { code, err } = await template({ certificates });

    expect(code).not.toBe(0);
    expect(err).toContain(error);
  });

  // What the chart would let through, the webhook would refuse at its start, in a Deployment that does not come up.
  it.each([
    { isGood: true, config: {} },
    { isGood: true, config: { defaultUrl: "http://model-express.platform.svc:8001" } },
    { isGood: true, config: { defaultUrl: "https://[::1]:65535/" } },
    { isGood: false, config: { defaultUrl: "http://model-express" } },
    { isGood: false, config: { defaultUrl: "model-express:8001" } },
    { isGood: false, config: { defaultUrl: "http://model-express:65536" } },
    { isGood: false, config: { defaultUrl: "http://user@model-express:8001" } },
    { isGood: true, config: { globalNamespaces: ["platform", "a.b"] } },
    { isGood: false, config: { globalNamespaces: "platform" } },
    { isGood: false, config: { globalNamespaces: ["Platform"] } },
    { isGood: true, config: { path: "/models/..hidden/a b" } },
    { isGood: false, config: { path: "models" } },
    { isGood: false, config: { path: "/models/" } },
    { isGood: false, config: { path: "/" } },
    { isGood: false, config: { path: "/models/../etc" } },
    { isGood: false, config: { path: "/models:ro" } },
    { isGood: false, config: { path: "/models\n" } },
    { isGood: false, config: { path: `/${"m".repeat(1024)}` } },
    { isGood: true, config: { mode: "stream", offline: "always" } },
    { isGood: false, config: { mode: "Shared" } },
    { isGood: false, config: { offline: true } },
    { isGood: true, config: { clusterDomain: "" } },
    { isGood: true, config: { clusterDomain: "cluster.local" } },
    { isGood: false, config: { clusterDomain: "cluster.local." } },
    { isGood: true, config: { stream: { storageClass: "fast", size: "1.5Ti" } } },
    { isGood: false, config: { stream: { storageClass: "fast" } } },
    { isGood: true, config: { stream: { size: "1Ti" } } },
    { isGood: false, config: { stream: { storageClass: "fast", size: "1 TB" } } },
    { isGood: false, config: { stream: { size: "10" } } },
    { isGood: false, config: { stream: { size: 10 } } },
    { isGood: true, config: { stream: { size: 1_000_000_000 } } },
    { isGood: true, config: { pull: { image: "server:1", imagePullPolicy: "Always", timeout: "1h30m" } } },
    { isGood: false, config: { pull: { image: "" } } },
    { isGood: false, config: { pull: { image: ":::" } } },
    { isGood: true, config: { pull: { image: `registry:5000/a/server:1@sha256:${"0".repeat(64)}` } } },
    { isGood: true, config: { pull: { allowedImages: ["registry.example.com/mx/"] } } },
    { isGood: false, config: { pull: { allowedImages: [""] } } },
    { isGood: false, config: { pull: { allowedImages: ["registry.example.com/*"] } } },
    { isGood: false, config: { pull: { imagePullPolicy: "always" } } },
    { isGood: false, config: { pull: { timeout: "0s" } } },
    { isGood: false, config: { pull: { timeout: "2 h" } } },
    { isGood: false, config: { pull: { timeout: 7200 } } },
    { isGood: true, config: { pull: { resources: { requests: { cpu: "1" }, limits: {} } } } },
    { isGood: true, config: { pull: { resources: { requests: { cpu: 1, memory: "524288Ki" } } } } },
    { isGood: false, config: { pull: { resources: { requests: { cpu: -1 } } } } },
    { isGood: false, config: { pull: { resources: { requests: { memory: "512ki" } } } } },
    { isGood: false, config: { pull: { resources: { claims: {} } } } },
    { isGood: false, config: { pull: { resources: { limits: { memroy: "1Gi" } } } } },
    { isGood: true, config: { pull: { imagePullSecrets: ["registry"] } } },
    { isGood: false, config: { pull: { imagePullSecrets: [{ name: "registry" }] } } },
    { isGood: true, config: { gate: "enabled" } },
    { isGood: false, config: { gate: true } },
    { isGood: true, config: { weights: "peers" } },
    { isGood: false, config: { weights: "Peers" } },
    { isGood: true, config: { peers: {} } },
    { isGood: false, config: { peers: { image: [] } } },
    { isGood: true, config: { peers: { images: ["^registry\\.example\\.com/vllm:"] } } },
    { isGood: false, config: { peers: { images: ["registry.example.com/vllm"] } } },
    { isGood: false, config: { peers: { images: "^registry" } } },
    { isGood: true, config: { peers: { env: { UCX_TLS: "rc,cuda" } } } },
    { isGood: false, config: { peers: { env: { "UCX-TLS": "rc" } } } },
    { isGood: false, config: { peers: { env: { UCX_TLS: 1 } } } },
    { isGood: true, config: { peers: { resourcePerGpu: { name: "rdma/ib" } } } },
    { isGood: true, config: { peers: { resourcePerGpu: { name: "rdma/ib", count: 64 } } } },
    { isGood: false, config: { peers: { resourcePerGpu: { name: "cpu" } } } },
    { isGood: false, config: { peers: { resourcePerGpu: { name: "kubernetes.io/gpu" } } } },
    { isGood: false, config: { peers: { resourcePerGpu: { name: "rdma/ib", count: 0 } } } },
    { isGood: false, config: { peers: { resourcePerGpu: { count: 1 } } } },
    { isGood: true, config: { peers: { ipcLock: true, artifacts: true } } },
    { isGood: false, config: { peers: { ipcLock: "true" } } },
  ])("accept config $config like the webhook: $isGood", async ({ config, isGood }) => {
    const { code } = await template({ config });

    expect({ chart: code === 0, webhook: isTaken(config) }).toEqual({ chart: isGood, webhook: isGood });
  });
});

function isTaken(config: object): boolean {
  const file = path.join(directory, "config.yaml");
  writeFileSync(file, JSON.stringify(config));
  try {
    loadConfig(file, {});
    return true;
  } catch {
    return false;
  }
}
