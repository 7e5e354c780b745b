import { X509Certificate } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCertManager } from "../../tools/cert-manager/build-cert-manager.ts";
import { type CertManager, startCertManager } from "../../tools/cert-manager/start-cert-manager.ts";
import { chart, findHelm, type Helm } from "../../tools/helm/helm.ts";
import { NAME } from "../../tools/helm/render.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { type ChartBed, createRestrictedNamespace, startChartBed } from "./chart.ts";
import { defineCustomResources } from "./custom-resources.ts";
import { readRegistration } from "./registration.ts";

const helm = await findHelm("v4");
const build = await buildCertManager();

describe.runIf(isOurs && helm && build.isBuilt)("certificates of cert-manager's", () => {
  let bed: ChartBed;
  let certManager: CertManager | undefined;

  beforeAll(async () => {
    bed = await startChartBed();
    await defineCustomResources(bed.client);
    await createRestrictedNamespace(bed.client, NAME);
    const logFile = path.join(bed.controlPlane.logDirectory ?? "", "cert-manager.log");
    if (build.isBuilt) certManager = await startCertManager(build.binary, bed.controlPlane.kubeconfig, logFile);
  });

  afterAll(async () => {
    await certManager?.stop();
    await bed?.stop();
  });

  async function upgrade(values: object): Promise<void> {
    const access = ["--install", "--kubeconfig", bed.controlPlane.kubeconfig, "--namespace", NAME];
    const { code, err } = await (helm as Helm)(["upgrade", NAME, chart, ...access], {
      certificates: { mode: "cert-manager" },
      ...values,
    });
    if (code !== 0) throw new Error(err);
  }

  async function caBundle(): Promise<string> {
    const [webhook] = (await readRegistration(bed.client, NAME)).webhooks;
    return atob(webhook?.clientConfig.caBundle ?? "");
  }

  it("are for the webhook's Service, and signed by the CA that the API server trusts", async () => {
    await upgrade({});

    await eventually(async () => expect(await caBundle()).toContain("BEGIN CERTIFICATE"));
    const serving = await servingCertificate();
    const authority = new X509Certificate(await caBundle());
    expect(serving.checkHost(`${NAME}.${NAME}.svc`)).toBe(`${NAME}.${NAME}.svc`);
    expect(serving.checkIssued(authority) && serving.verify(authority.publicKey)).toBe(true);
    expect(authority.ca).toBe(true);
  });

  it("stay, with the caBundle, through an upgrade", async () => {
    const before = await caBundle();

    await upgrade({ webhook: { timeoutSeconds: 7 } });

    expect(await caBundle()).toBe(before);
    const [webhook] = (await readRegistration(bed.client, NAME)).webhooks;
    expect(webhook?.timeoutSeconds).toBe(7);
  });

  async function servingCertificate(): Promise<X509Certificate> {
    const { data } = await bed.client.get<{ readonly data: Readonly<Record<string, string>> }>(
      `/api/v1/namespaces/${NAME}/secrets/${NAME}-tls`,
    );
    expect(Object.keys(data).sort()).toEqual(["ca.crt", "tls.crt", "tls.key"]);
    return new X509Certificate(atob(data["tls.crt"] ?? ""));
  }
});
