import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Controller } from "../../../../src/processes/controller.ts";
import { HELM_SERIES } from "../../tools/helm/build-helm.ts";
import { chart, findHelm, type Helm } from "../../tools/helm/helm.ts";
import { NAME, renderChart } from "../../tools/helm/render.ts";
import { createCertificateAuthority } from "../bed/pki.ts";
import { pathOf } from "../e2e/manifests.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { type ChartBed, createRestrictedNamespace, startChartBed } from "./chart.ts";
import { startControllerOfChart } from "./controller.ts";
import { readRegistration } from "./registration.ts";

const helms = await Promise.all(HELM_SERIES.map(async (series) => ({ series, helm: await findHelm(series) })));

describe.runIf(isOurs && helms[0]?.helm).each(helms)("a release of Helm $series", ({ series, helm: found }) => {
  let bed: ChartBed;
  let controller: Controller | undefined;
  let caBundle: string;

  beforeAll(async () => {
    bed = await startChartBed();
    await createRestrictedNamespace(bed.client, NAME);
  });

  afterAll(async () => {
    await controller?.close();
    await bed?.stop();
  });

  async function helm(command: readonly string[], values?: object): Promise<string> {
    const access = ["--kubeconfig", bed.controlPlane.kubeconfig, "--namespace", NAME];
    const { code, out, err } = await (found as Helm)([...command, ...access], values);
    if (code !== 0) throw new Error(`helm ${command.join(" ")}: ${err}`);
    return out;
  }

  it("is installed, and names the next steps", async () => {
    const out = await helm(["install", NAME, chart], {});

    expect(out).toContain("STATUS: deployed");
    expect(out).toContain("kubectl label namespace NAMESPACE modelexpress.nvidia.com/inject=enabled");
    expect(out).toContain("kubectl label service SERVICE");
    for (const object of await renderChart(found as Helm)) await bed.client.get(pathOf(object));
  });

  it("has the rights that the controller needs to keep the certificates", async () => {
    controller = await startControllerOfChart(bed);

    await eventually(async () => {
      const [webhook] = (await readRegistration(bed.client, NAME)).webhooks;
      caBundle = webhook?.clientConfig.caBundle ?? "";
      expect(atob(caBundle)).toContain("BEGIN CERTIFICATE");
    });
    // It is signed after its CA is trusted.
    await eventually(() => bed.client.get(`/api/v1/namespaces/${NAME}/secrets/${NAME}-tls`));
  });

  it("can be upgraded without wiping the caBundle that the controller wrote", async () => {
    await controller?.close();

    await helm(["upgrade", NAME, chart], { webhook: { timeoutSeconds: 7, excludedNamespaces: ["gpu-operator"] } });

    const [webhook] = (await readRegistration(bed.client, NAME)).webhooks;
    expect(webhook).toMatchObject({ timeoutSeconds: 7, clientConfig: { caBundle } });
    expect(webhook?.namespaceSelector.matchExpressions[0]?.values).toEqual(["kube-system", NAME, "gpu-operator"]);
  });

  it("can be rolled back without wiping it", async () => {
    await helm(["rollback", NAME, "1"]);

    const [webhook] = (await readRegistration(bed.client, NAME)).webhooks;
    expect(webhook).toMatchObject({ timeoutSeconds: 5, clientConfig: { caBundle } });
  });

  it("can be changed to the user's own certificates, whose caBundle replaces the controller's", async () => {
    const { certificate } = await createCertificateAuthority("user");
    const own = { mode: "provided", secretName: "our-tls", caBundle: btoa(certificate) };

    // Helm 4 does not take over by itself what is the controller's field. Helm 3 asks nobody.
    const force = series === "v4" ? ["--force-conflicts"] : [];
    await helm(["upgrade", NAME, chart, ...force], { certificates: own });

    const [webhook] = (await readRegistration(bed.client, NAME)).webhooks;
    expect(webhook?.clientConfig.caBundle).toBe(own.caBundle);
    const role = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAME}/roles/${NAME}-controller`;
    const { rules } = await bed.client.get<{ readonly rules: readonly { readonly resources: string[] }[] }>(role);
    // It goes on renewing its Lease, and has no right to Secrets any more.
    expect(new Set(rules.flatMap(({ resources }) => resources))).toEqual(new Set(["leases"]));
  });

  it("is uninstalled without leftovers", async () => {
    const objects = await renderChart(found as Helm);

    await helm(["uninstall", NAME]);

    for (const object of objects) {
      await eventually(() => expect(bed.client.get(pathOf(object))).rejects.toMatchObject({ status: 404 }));
    }
  });
});
