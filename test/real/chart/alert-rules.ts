import type { Manifest } from "../control-plane/e2e/manifests.ts";
import type { Helm } from "../tools/helm/helm.ts";
import { renderChart } from "../tools/helm/render.ts";

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

type PrometheusRule = Manifest & {
  readonly spec: { readonly groups: readonly { readonly rules: readonly Alert[] }[] };
};

/** The alerts that the chart makes with these values. */
export async function alertsOf(helm: Helm, values: object): Promise<readonly Alert[]> {
  const objects = await renderChart(helm, { values });
  const rules = objects.filter((object): object is PrometheusRule => object.kind === "PrometheusRule");
  return rules.flatMap(({ spec }) => spec.groups.flatMap((group) => group.rules));
}
