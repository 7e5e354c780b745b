import { expect, test } from "vitest";
import { readBase } from "../real/control-plane/e2e/manifests.ts";

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly failureThreshold?: number;
}

interface Container {
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
}

const deployments = readBase().filter(({ kind }) => kind === "Deployment") as unknown as readonly Deployment[];

test.each(deployments.map((deployment) => [deployment.metadata.name, deployment] as const))(
  "%s is not restarted while it starts on a node that is short of CPU",
  (_name, { spec }) => {
    for (const { startupProbe, livenessProbe } of spec.template.spec.containers) {
      expect(startupProbe?.httpGet).toEqual(livenessProbe?.httpGet);
      expect((startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0)).toBeGreaterThanOrEqual(120);
    }
    expect(spec.template.spec.containers).not.toEqual([]);
  },
);

test("there are two of them, the webhook and the controller", () => {
  expect(deployments).toHaveLength(2);
});
