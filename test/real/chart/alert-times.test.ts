import { describe, expect, it } from "vitest";
import { parseDuration } from "../../../src/kubernetes/duration.ts";
import { findHelm } from "../tools/helm/helm.ts";
import { buildPromql } from "../tools/promql/build-promql.ts";
import { evaluate, type Series } from "../tools/promql/evaluate.ts";
import { type Alert, alertsOf } from "./alert-rules.ts";

const helm = await findHelm("v4");
const promql = await buildPromql();
const alerts = helm === undefined ? [] : await alertsOf(helm, { prometheusRule: { enabled: true } });

/** Seconds between scrapes, and between evaluations of the rules. */
const SCRAPE = 30;
const START = 1_767_225_600;
const MINUTES = 60;
const DAY = 86_400;

type ValueAt = (minute: number) => number | undefined;

/** A series of an hour, scraped in the release's namespace. */
function series(name: string, labels: Readonly<Record<string, string>>, valueAt: ValueAt): Series {
  const times = Array.from({ length: (MINUTES * 60) / SCRAPE + 1 }, (_, index) => START + index * SCRAPE);
  const samples = times.flatMap((time) => {
    const value = valueAt((time - START) / 60);
    return value === undefined ? [] : [[time, value] as const];
  });
  return { labels: { __name__: name, namespace: "model-express-injector", ...labels }, samples };
}

const ours = (name: string, labels: Readonly<Record<string, string>>, valueAt: ValueAt): Series =>
  series(`model_express_injector_${name}`, labels, valueAt);

const API_SERVER = { job: "apiserver", instance: "10.0.0.1:6443" };
const OURS = { ...API_SERVER, name: "inject.modelexpress.nvidia.com" };
const failOpen = (valueAt: ValueAt) => series("apiserver_admission_webhook_fail_open_count", OURS, valueAt);
const rejected = (valueAt: ValueAt) => series("apiserver_admission_webhook_rejection_count", OURS, valueAt);
const up = series("up", API_SERVER, () => 1);
const from =
  (minute: number, value: number, before = 0): ValueAt =>
  (now) =>
    now < minute ? before : value;
const always =
  (value: number): ValueAt =>
  () =>
    value;
const between =
  (first: number, last: number): ValueAt =>
  (now) =>
    now >= first && now < last ? 1 : 0;

/** The minute at which the alert first fires; `undefined`: never. */
function firstFiring({ expr, for: wait }: Alert, given: readonly Series[]): number | undefined {
  if (!promql.isBuilt) throw new Error(promql.reason);
  const question = { expression: expr, series: given, start: START, end: START + MINUTES * 60, step: SCRAPE };
  const [results = []] = evaluate(promql.binary, [question]);
  const firings = results.flatMap(({ samples }) => firingOf(samples, parseDuration(wait) ?? 0));
  return firings.length === 0 ? undefined : (Math.min(...firings) - START) / 60;
}

/** Pending since the first evaluation that has a value; firing once that is so long ago without a gap. */
function firingOf(samples: Series["samples"], wait: number): readonly number[] {
  let since: number | undefined;
  let last = 0;
  for (const [time] of samples) {
    since = since === undefined || time - last > SCRAPE ? time : since;
    last = time;
    if (time - since >= wait) return [time];
  }
  return [];
}

type Case = readonly [alert: string, what: string, series: readonly Series[], minute: number | undefined];

const scraped = ours("in_flight_reviews", {}, always(0));
/** A certificate of 90 days that ends after some of them. */
const expiring = (days: number) =>
  (["before", "after"] as const).map((end) => {
    const time = START + (end === "after" ? days : days - 90) * DAY;
    return ours(`serving_certificate_not_${end}_seconds`, { pod: `${days}` }, always(time));
  });
const failures = (valueAt: ValueAt) => ours("reconciles_total", { controller: "pods", result: "failed" }, valueAt);
const overloads = (valueAt: ValueAt) => ours("decisions_total", { reason: "Overloaded" }, valueAt);

const CASES: readonly Case[] = [
  ["WebhookAbsent", "nothing is scraped", [], 5],
  ["WebhookAbsent", "a replica is scraped", [scraped], undefined],
  // A series counts for five minutes after its last sample.
  ["WebhookAbsent", "the last replica goes", [ours("in_flight_reviews", {}, (now) => (now <= 10 ? 0 : undefined))], 20],
  ["WebhookFailingOpen", "nothing failed", [failOpen(always(0))], undefined],
  ["WebhookFailingOpen", "old failures", [up, failOpen(always(7))], undefined],
  ["WebhookFailingOpen", "new failures", [failOpen(from(20, 3))], 25],
  [
    "WebhookFailingOpen",
    "the first failures ever, for which there was no series",
    [up, failOpen((now) => (now < 20 ? undefined : 3))],
    25,
  ],
  [
    "WebhookFailingOpen",
    "failures of another webhook",
    [{ ...failOpen(from(20, 3)), labels: { __name__: "apiserver_admission_webhook_fail_open_count", name: "other" } }],
    undefined,
  ],
  ["WebhookRejecting", "nothing was refused", [rejected(always(0))], undefined],
  ["WebhookRejecting", "refused pods", [rejected(from(20, 3))], 25],
  ["WebhookRejecting", "the first refused pods ever", [up, rejected((now) => (now < 20 ? undefined : 1))], 25],
  ["CertificateExpires", "16 of 90 days are left", expiring(16), undefined],
  ["CertificateExpires", "14 of 90 days on one replica of two", [...expiring(14), ...expiring(80)], 15],
  ["ControllerAbsent", "nothing is scraped", [scraped], 15],
  ["ControllerAbsent", "a controller is scraped", [ours("clock_behind_seconds", {}, always(0))], undefined],
  ["PodsMissed", "none", [ours("pods", { outcome: "missed" }, always(0))], undefined],
  ["PodsMissed", "pods of another outcome", [ours("pods", { outcome: "without" }, always(5))], undefined],
  ["PodsMissed", "some, for ten minutes", [ours("pods", { outcome: "missed" }, between(10, 20))], undefined],
  ["PodsMissed", "some, for good", [ours("pods", { outcome: "missed" }, from(10, 2))], 25],
  [
    "PullsFailing",
    "one, which another run remedies",
    [ours("pulls", { state: "failing" }, between(10, 15))],
    undefined,
  ],
  ["PullsFailing", "one, for good", [ours("pulls", { state: "failing" }, from(10, 1))], 20],
  ["PullsFailing", "pulls that run", [ours("pulls", { state: "running" }, always(9))], undefined],
  ["PullsPastHalfDeadline", "none", [ours("pulls_past_half_deadline", {}, always(0))], undefined],
  ["PullsPastHalfDeadline", "one", [ours("pulls_past_half_deadline", {}, from(10, 1))], 15],
  [
    "InstanceNotReady",
    "all are ready",
    [ours("model_expresses", { ready: "true" }, always(3)), ours("model_expresses", { ready: "false" }, always(0))],
    undefined,
  ],
  ["InstanceNotReady", "one is not", [ours("model_expresses", { ready: "false" }, from(10, 1))], 25],
  ["Overloaded", "nothing", [overloads(always(0))], undefined],
  ["Overloaded", "a burst", [overloads(from(20, 50))], 25],
  [
    "Overloaded",
    "the same of another release",
    [{ ...overloads(from(20, 50)), labels: { ...overloads(always(0)).labels, namespace: "other" } }],
    undefined,
  ],
  ["ReconcilesFailing", "a burst of failures, as in an upgrade of the API server", [failures(from(10, 9))], undefined],
  ["ReconcilesFailing", "one failure every five minutes", [failures((now) => Math.floor(now / 5))], 25],
  ["ReconcilesFailing", "none", [failures(always(3))], undefined],
  ["WatchFailing", "all are up", [ours("watch_up", { watch: "pods" }, always(1))], undefined],
  [
    "WatchFailing",
    "one of a replica is down",
    [
      ours("watch_up", { watch: "namespaces", pod: "a" }, always(1)),
      ours("watch_up", { watch: "namespaces", pod: "b" }, (now) => (now < 10 ? 1 : 0)),
    ],
    20,
  ],
  ["WatchFailing", "one of a controller is down", [ours("controller_watch_up", { watch: "pods" }, from(10, 0, 1))], 20],
  ["QueueOld", "a minute", [ours("oldest_wait_seconds", { controller: "pods" }, always(60))], undefined],
  [
    "QueueOld",
    "more, of one controller",
    [
      ours("oldest_wait_seconds", { controller: "pods" }, from(10, 61)),
      ours("oldest_wait_seconds", { controller: "graphs" }, always(0)),
    ],
    20,
  ],
];

describe.runIf(helm !== undefined && promql.isBuilt)("by Prometheus' own engine", () => {
  it.each(CASES)("%s, %s: fires when it should", (name, _, given, minute) => {
    const alert = alerts.find((each) => each.alert === `ModelExpressInjector${name}`);
    expect(alert).toBeDefined();
    expect(firstFiring(alert as Alert, given)).toBe(minute);
  });

  it("every alert has a case in which it fires, and one in which it does not", () => {
    for (const { alert } of alerts) {
      const minutes = CASES.filter(([name]) => alert.endsWith(name)).map(([, , , minute]) => minute);
      expect(
        minutes.some((minute) => minute === undefined),
        alert,
      ).toBe(true);
      expect(
        minutes.some((minute) => minute !== undefined),
        alert,
      ).toBe(true);
    }
  });
});
