import { readFileSync } from "node:fs";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { LOAD_LIMITS, Load } from "../../../src/admission/load.ts";
import { createMetrics } from "../../../src/admission/metrics.ts";
import { createRunningMetrics } from "../../../src/admission/running-metrics.ts";
import { createCertificateMetrics } from "../../../src/certificates/reconcile/certificate-metrics.ts";
import { ServerClock } from "../../../src/cluster/api/server-clock.ts";
import { countReads, observeDirectory } from "../../../src/cluster/live/live-metrics.ts";
import { scriptResource } from "../../../src/cluster/live/pull-script-watch.ts";
import { NAMESPACE_WATCH, SERVICE_WATCHES } from "../../../src/cluster/live/watched-resources.ts";
import { createReconcileMetrics } from "../../../src/cluster/reconcile/reconcile-metrics.ts";
import { observeInstances } from "../../../src/deployment/reconcile/instance-metrics.ts";
import { createPodMetrics, observePods } from "../../../src/pods/reconcile/pod-metrics.ts";
import { createGateMetrics } from "../../../src/prefetch/reconcile/gate-metrics.ts";
import { createPrefetchMetrics } from "../../../src/prefetch/reconcile/prefetch-metrics.ts";
import { observeScripts } from "../../../src/pull-script/reconcile/script-metrics.ts";
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
const PREFIX = "model_express_injector_";
const runbooks = read("docs/runbooks.md");
const running = read("docs/running.md");
const helm = await findHelm("v4");

const alerts =
  helm === undefined
    ? []
    : await alertsOf(helm, { prometheusRule: { enabled: true, runbooks: "https://docs.example.com/runbooks" } });

function controllerRegistry(): Registry {
  const registry = new Registry();
  const reconciles = createReconcileMetrics(registry, new ServerClock());
  reconciles.observeWait("pods", () => 0);
  reconciles.observeWatches("pods", [{ name: "pods", isOptional: false, isSynced: true, isFailing: false }]);
  createCertificateMetrics(registry)({ authority: undefined, serving: undefined } as never);
  createPrefetchMetrics(registry, () => []);
  createGateMetrics(registry, () => 0);
  createPodMetrics(registry);
  observeScripts(registry, () => ({ states: ["copy", "other"], refused: 1 }));
  observePods(
    registry,
    () => [],
    () => 0,
  );
  observeInstances(registry, () => []);
  return registry;
}

function webhookRegistry(): Registry {
  const { registry } = createMetrics();
  createRunningMetrics(registry, new Load(LOAD_LIMITS));
  const watches = [...SERVICE_WATCHES, NAMESPACE_WATCH, scriptResource({ name: "x", text: "", digest: "" })];
  const allStates = watches.map(({ name }) => ({ name, isOptional: false, isSynced: true, isFailing: false }));
  observeDirectory(registry, { allStates, count: () => 0 } as never);
  countReads(registry);
  return registry;
}

/** All that both processes export without having anything to do. */
async function exported(): Promise<string> {
  return (await webhookRegistry().metrics()) + (await controllerRegistry().metrics());
}

describe.runIf(helm)("the alerts", () => {
  it("exist only on request", async () => {
    expect(await alertsOf(helm as Helm, {})).toEqual([]);
    expect(alerts.length).toBe(13);
  });

  it("concern pods and instances only if the controller watches them", async () => {
    const values = {
      prometheusRule: { enabled: true },
      podEvents: { enabled: false },
      modelExpress: { deploy: false },
    };
    const names = (await alertsOf(helm as Helm, values)).map(({ alert }) => alert);
    expect(names.filter((name) => /Pods|Pulls|Instance/.test(name))).toEqual([]);
    expect(names.length).toBe(9);
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

/** The rows of the tables in docs/running.md, by the metrics that they name. */
const rows = new Map(
  running.split("\n").flatMap((line) => {
    const [, names = "", labels = ""] = line.split("|");
    return [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]) => [name, labels] as const);
  }),
);

it.each([
  ["the webhook", webhookRegistry()],
  ["the controller", controllerRegistry()],
])("docs/running.md names every metric of %s, with its labels and their values", async (_, registry) => {
  const metrics = await registry.getMetricsAsJSON();
  expect(metrics.length).toBeGreaterThan(8);
  for (const { name, values } of metrics.filter((each) => each.name.startsWith(PREFIX))) {
    const row = rows.get(name.replace(PREFIX, ""));
    expect(row, name).toBeDefined();
    for (const [label, value] of values.flatMap(({ labels }) => Object.entries(labels))) {
      if (label === "le") continue;
      expect(row, name).toContain(`\`${label}\``);
      // Long lists are in documents of their own.
      const isListed = row?.includes(`\`${label}\`: `) && label !== "exit_code";
      if (isListed) expect(row, name).toContain(`\`${value}\``);
    }
  }
});
