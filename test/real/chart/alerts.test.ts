import { readFileSync } from "node:fs";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { LOAD_LIMITS, Load } from "../../../src/admission/load.ts";
import { createMetrics } from "../../../src/admission/metrics.ts";
import { createRunningMetrics } from "../../../src/admission/running-metrics.ts";
import { ServerClock } from "../../../src/cluster/api/server-clock.ts";
import { createReconcileMetrics } from "../../../src/cluster/reconcile/reconcile-metrics.ts";
import { observeInstances } from "../../../src/deployment/reconcile/instance-metrics.ts";
import { createPodMetrics, observePods } from "../../../src/pods/reconcile/pod-metrics.ts";
import { isSelected, readQuery } from "../control-plane/chart/promql.ts";
import { samplesOf } from "../control-plane/e2e/prometheus.ts";
import { findHelm, type Helm } from "../tools/helm/helm.ts";
import { alertsOf } from "./alert-rules.ts";

/** What the API server exports (kubernetes, apiserver/pkg/admission/metrics), and what Prometheus says of it. */
const OF_API_SERVER = [
  "up",
  "apiserver_admission_webhook_fail_open_count",
  "apiserver_admission_webhook_rejection_count",
];
const ADDED_BY_SCRAPING = ["namespace", "pod", "container"];

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
const runbooks = read("docs/runbooks.md");
const running = read("docs/running.md");
const helm = await findHelm("v4");

const alerts =
  helm === undefined
    ? []
    : await alertsOf(helm, { prometheusRule: { enabled: true, runbooks: "https://docs.example.com/runbooks" } });

function controllerRegistry(): Registry {
  const registry = new Registry();
  createReconcileMetrics(registry, new ServerClock()).observeWait("pods", () => 0);
  createPodMetrics(registry);
  observePods(
    registry,
    () => [],
    () => 0,
  );
  observeInstances(registry, () => []);
  return registry;
}

/** All that both processes export without having anything to do. */
async function exported(): Promise<string> {
  const { registry } = createMetrics();
  createRunningMetrics(registry, new Load(LOAD_LIMITS));
  return (await registry.metrics()) + (await controllerRegistry().metrics());
}

describe.runIf(helm)("the alerts", () => {
  it("exist only on request", async () => {
    expect(await alertsOf(helm as Helm, {})).toEqual([]);
    expect(alerts.length).toBe(10);
  });

  it("concern pods and instances only if the controller watches them", async () => {
    const values = {
      prometheusRule: { enabled: true },
      podEvents: { enabled: false },
      modelExpress: { deploy: false },
    };
    const names = (await alertsOf(helm as Helm, values)).map(({ alert }) => alert);
    expect(names.filter((name) => /Pods|Pulls|Instance/.test(name))).toEqual([]);
    expect(names.length).toBe(6);
  });

  it.each(alerts)("$alert queries exported metrics", async ({ expr }) => {
    const { selectors } = readQuery(expr);
    expect(selectors.length).toBeGreaterThan(0);
    const metrics = await exported();
    for (const selector of selectors.filter(({ metric }) => !OF_API_SERVER.includes(metric))) {
      const series = samplesOf(metrics, selector.metric).filter((each) =>
        isSelected(each, selector, ADDED_BY_SCRAPING),
      );
      expect(series, selector.metric).not.toEqual([]);
    }
  });

  it.each(alerts)("$alert has a runbook with commands", ({ alert, annotations }) => {
    const anchor = alert.toLowerCase();
    expect(annotations.runbook_url).toBe(`https://docs.example.com/runbooks#${anchor}`);
    const section = runbooks.split(/^## /m).find((text) => text.split("\n")[0] === alert);
    expect(section).toContain("```sh\n");
  });

  it("each have a runbook, and no runbook is left over", () => {
    const sections = [...runbooks.matchAll(/^## (\S+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(alerts.map(({ alert }) => alert));
  });
});

it("docs/running.md names every metric of the controller's own", () => {
  const names = controllerRegistry()
    .getMetricsAsArray()
    .map(({ name }) => name.replace("model_express_injector_", ""));
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) expect(running).toContain(`| \`${name}\` |`);
});
