import { describe, expect, it } from "vitest";
import type { Component } from "../control-plane/e2e/manifests.ts";
import { EXAMPLE_VALUES } from "../tools/helm/example-values.ts";
import { findHelm, type Helm } from "../tools/helm/helm.ts";
import { objectOf, renderChart } from "../tools/helm/render.ts";
import { workloadOf } from "../tools/helm/workload.ts";

const found = await findHelm("v4");
const helm = found as Helm;
const COMPONENTS: readonly Component[] = ["webhook", "controller"];
const everything = EXAMPLE_VALUES[4];

describe.runIf(found)("the chart on other platforms", () => {
  it.each(COMPONENTS)("leaves users and groups of the %s to OpenShift when they are null", async (component) => {
    const podSecurityContext = { runAsUser: null, runAsGroup: null, fsGroup: null };
    const objects = await renderChart(helm, { values: { podSecurityContext } });

    expect(workloadOf(objects, component).spec.template.spec.securityContext).toEqual({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("states no security context when it is null as a whole", async () => {
    const values = { podSecurityContext: null, containerSecurityContext: null };
    const { spec } = workloadOf(await renderChart(helm, { values }), "webhook").spec.template;

    expect(spec.securityContext).toBeUndefined();
    expect(spec.containers[0].securityContext).toBeUndefined();
  });

  it("gives the webhook, and only the webhook, the node's network, with cluster names that resolve", async () => {
    const objects = await renderChart(helm, { values: { webhook: { hostNetwork: true, port: 9443 } } });
    const webhook = workloadOf(objects, "webhook").spec.template.spec;

    expect(webhook).toMatchObject({ hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" });
    expect(webhook.containers[0].args).toContain("--port=9443");
    expect(workloadOf(objects, "controller").spec.template.spec.hostNetwork).toBeUndefined();
  });

  it("listens on, opens and probes the ports that are set", async () => {
    const objects = await renderChart(helm, everything);
    const [container] = workloadOf(objects, "webhook").spec.template.spec.containers;

    expect(container.args).toEqual(expect.arrayContaining(["--port=10250", "--operations-port=9500"]));
    expect(container.ports?.map(({ containerPort }) => containerPort)).toEqual([10250, 9500]);
    expect(objectOf(objects, "NetworkPolicy", "injector-webhook")).toMatchObject({
      spec: { ingress: [{ ports: [{ port: 10250 }, { port: 9500 }] }] },
    });
  });

  it.each(COMPONENTS)("adds environment, volumes and mounts to the %s", async (component) => {
    const { spec } = workloadOf(await renderChart(helm, everything), component).spec.template;

    expect(spec.containers[0].env?.map(({ name }) => name)).toContain("HTTPS_PROXY");
    expect(spec.containers[0].volumeMounts?.map(({ name }) => name)).toContain("corporate-ca");
    expect(spec.volumes?.map(({ name }) => name)).toContain("corporate-ca");
  });

  it("puts the common labels and annotations on every object and pod", async () => {
    const objects = await renderChart(helm, everything);
    const pods = COMPONENTS.map((component) => workloadOf(objects, component).spec.template);

    expect(objects.length).toBeGreaterThan(20);
    for (const { metadata } of [...objects, ...pods]) {
      expect(metadata.labels).toMatchObject({ "example.com/owner": "platform" });
      expect(metadata.annotations).toMatchObject({ "example.com/contact": "platform@example.com" });
    }
  });

  it("keeps an annotation of the pod's own over a common one", async () => {
    const values = { commonAnnotations: { note: "all" }, webhook: { podAnnotations: { note: "webhook" } } };
    const objects = await renderChart(helm, { values });

    expect(workloadOf(objects, "webhook").spec.template.metadata.annotations).toEqual({ note: "webhook" });
    expect(workloadOf(objects, "controller").spec.template.metadata.annotations).toEqual({ note: "all" });
  });
});
