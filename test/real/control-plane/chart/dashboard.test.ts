import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isWarned, REASONS, type Reason } from "../../../../src/injection/reason.ts";
import { chart } from "../../tools/helm/helm.ts";
import { buildPromql } from "../../tools/promql/build-promql.ts";
import { evaluate, type Series } from "../../tools/promql/evaluate.ts";
import { type Injector, startInjector } from "../e2e/injector.ts";
import { samplesOf } from "../e2e/prometheus.ts";
import { createServiceAccount } from "../e2e/service-account.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { createTenant } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";
import { startControllerOfChart } from "./controller.ts";
import { isSelected, readQuery, type Selector } from "./promql.ts";

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly query: string | { readonly query: string } }[] };
  readonly panels: readonly Panel[];
}

interface Panel {
  readonly title: string;
  /** A row has none. */
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

/** What a healthy API server exports only after it has refused a pod, and what Prometheus itself writes. */
const NOT_HERE = ["apiserver_admission_webhook_rejection_count", "up"];

/** What Prometheus adds to each series of a pod that a PodMonitor finds. */
const addedByScraping = ["namespace", "pod", "container", "job", "instance"];

const file = path.join(chart, "dashboards/model-express-injector.json");
const { panels, templating } = JSON.parse(readFileSync(file, "utf8")) as Dashboard;
const queries = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

/** The calls that a healthy API server has never refused are not drawn. */
const drawn = queries.filter(
  ({ expr }) => !NOT_HERE.some((metric) => expr.startsWith(`60 * sum by (name) (rate(${metric}`)),
);

const promql = await buildPromql();
const HOUR = { start: 1_767_225_600, end: 1_767_229_200, step: 60 };
const SCRAPED = { namespace: "model-express-injector", container: "webhook" };

/** The metrics of a query as they were exported once, as if they had been scraped for an hour while every counter grew. */
function growingSeries(text: string, expression: string): readonly Series[] {
  const names = new Set(readQuery(expression).selectors.map(({ metric }) => metric));
  const times = Array.from({ length: 61 }, (_, minute) => HOUR.start + 60 * minute);
  return [...names].flatMap((name) =>
    samplesOf(text, name).map(({ labels, value }, index) => ({
      // Several processes export some of them, with the same labels.
      labels: { ...SCRAPED, pod: `pod-${index}`, ...labels, __name__: name },
      samples: times.map((time, minute) => [time, value + minute * (index + 1)] as const),
    })),
  );
}

describe.runIf(isOurs)("the dashboard", () => {
  let injector: Injector;
  let metrics: string;

  beforeAll(async () => {
    injector = await startInjector();
    const ofWebhook = await injector.webhook.metrics();
    metrics = ofWebhook + (await metricsOfController()) + (await metricsOfApiServerWithoutWebhook());
  });

  afterAll(() => injector?.stop());

  async function metricsOfController(): Promise<string> {
    await createServiceAccount(injector.client, "controller");
    const parts = { modelExpress: "deploy", graphs: "follow", pods: "observe" } as const;
    const controller = await startControllerOfChart(injector, parts);
    let text = "";
    await eventually(async () => {
      text = await (await fetch(`${controller.operationsUrl}/metrics`)).text();
      expect(text).toContain("kept_certificate_not_after_seconds{");
      expect(text).toContain("pulls_past_half_deadline");
    });
    await controller.close();
    return text;
  }

  async function metricsOfApiServerWithoutWebhook(): Promise<string> {
    const tenant = await createTenant(injector.client);
    await injector.webhook.signal("SIGKILL");
    await tenant.create(worker());
    let text = "";
    await eventually(async () => {
      text = await injector.client.get<string>("/metrics");
      expect(text).toContain("apiserver_admission_webhook_fail_open_count{");
    });
    return text;
  }

  it.each(queries)("shows exported metrics in $title", ({ expr }) => {
    const { selectors, labels } = readQuery(expr.replaceAll("$__rate_interval", "5m"));

    expect(selectors.length).toBeGreaterThan(0);
    for (const selector of selectors.filter(({ metric }) => !NOT_HERE.includes(metric))) {
      const [series] = seriesOf(selector);
      expect(series, `${selector.metric} of ${expr}`).toBeDefined();
      expect([...Object.keys(series?.labels ?? {}), ...addedByScraping]).toEqual(expect.arrayContaining([...labels]));
    }
  });

  function seriesOf(selector: Selector) {
    return samplesOf(metrics, selector.metric).filter((sample) => isSelected(sample, selector, addedByScraping));
  }

  it.runIf(promql.isBuilt).each(drawn)("has something to draw in $title, by Prometheus' own engine", ({ expr }) => {
    if (!promql.isBuilt) return;
    const expression = expr.replaceAll("$__rate_interval", "5m").replaceAll("$namespace", SCRAPED["namespace"]);
    const [series = []] = evaluate(promql.binary, [
      { expression, series: growingSeries(metrics, expression), ...HOUR },
    ]);
    const points = series.flatMap(({ samples }) => samples.map(([, value]) => value));
    expect(points.filter(Number.isFinite).length, expression).toBeGreaterThan(0);
  });

  it("shows every reason that leaves a pod alone because of an error", () => {
    const isWrong = (reason: string) => isWarned(reason as Reason);
    const { expr = "" } = queries.find(({ title }) => title.includes("because of an error")) ?? {};
    const [, shown = ""] = /reason=~"([^"]+)"/.exec(expr) ?? [];

    expect(shown.split("|").sort()).toEqual(Object.keys(REASONS).filter(isWrong).sort());
  });

  it("offers the namespaces of an exported metric", () => {
    const texts = templating.list.map(({ query }) => (typeof query === "string" ? query : query.query));
    const [, metric = ""] = /label_values\((\w+), namespace\)/.exec(texts.join("\n")) ?? [];

    expect(samplesOf(metrics, metric)).not.toEqual([]);
  });

  it("names each series by a label that the query keeps", () => {
    for (const { expr, legendFormat } of queries) {
      const { labels, selectors } = readQuery(expr.replaceAll("$__rate_interval", "5m"));
      const ofSeries = selectors.flatMap((selector) => Object.keys(seriesOf(selector)[0]?.labels ?? {}));
      const made = [...expr.matchAll(/label_replace\(.*, "(\w+)", "\$1"/g)].map(([, label]) => label);
      const kept = [...(labels.length > 0 ? labels : [...ofSeries, ...addedByScraping]), ...made];
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      expect(kept, expr).toEqual(expect.arrayContaining(named));
    }
  });
});
