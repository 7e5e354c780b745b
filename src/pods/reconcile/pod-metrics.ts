import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { isPastHalf, PULL_STATES, type PullEnd } from "../../pod-outcome/pull.ts";
import { METRIC_PREFIX } from "../../well-known.ts";
import { POD_STATES, type WatchedPod } from "../watched-pod.ts";
import { EVENT_RESULTS, type EventResult } from "./event-writer.ts";

/** The exit codes in docs/pull.md, and that of SIGKILL, which the kernel sends when memory runs out. */
const EXIT_CODES = ["2", "3", "4", "5", "6", "7", "137", "143"];
const OTHER = "other";

/** Seconds: from a warm cache to a large model over a slow line. */
const BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 14_400];

export interface PodMetrics {
  countEvent(result: EventResult): void;
  countEnd(end: PullEnd): void;
}

export function createPodMetrics(registry: Registry): PodMetrics {
  const registers = [registry];
  const events = new Counter({
    name: `${METRIC_PREFIX}pod_events_total`,
    help: "Events about pods and their owners, by result.",
    labelNames: ["result"],
    registers,
  });
  const failures = new Counter({
    name: `${METRIC_PREFIX}pull_failures_total`,
    help: "Failed runs of pulls, by exit code.",
    labelNames: ["exit_code"],
    registers,
  });
  const duration = new Histogram({
    name: `${METRIC_PREFIX}pull_duration_seconds`,
    help: "Seconds from start to end of successful pulls.",
    buckets: BUCKETS,
    registers,
  });
  for (const result of EVENT_RESULTS) events.inc({ result }, 0);
  for (const exit_code of [...EXIT_CODES, OTHER]) failures.inc({ exit_code }, 0);
  return {
    countEvent: (result) => events.inc({ result }),
    countEnd({ exitCode, startedAt, finishedAt }) {
      if (exitCode === 0) duration.observe((finishedAt - startedAt) / 1000);
      else failures.inc({ exit_code: EXIT_CODES.includes(String(exitCode)) ? String(exitCode) : OTHER });
    },
  };
}

/** Registers gauges of the pods and their pulls, computed on each scrape. */
export function observePods(registry: Registry, pods: () => Iterable<WatchedPod>, now: () => number): void {
  const registers = [registry];
  new Gauge({
    name: `${METRIC_PREFIX}pods`,
    help: "Pods of opted-in namespaces, by what they have of Model Express.",
    labelNames: ["outcome"],
    registers,
    collect() {
      const outcomes = [...pods()].map(({ outcome }) => outcome);
      for (const outcome of POD_STATES) this.set({ outcome }, outcomes.filter((each) => each === outcome).length);
    },
  });
  new Gauge({
    name: `${METRIC_PREFIX}pulls`,
    help: "Pulls of these pods, by state.",
    labelNames: ["state"],
    registers,
    collect() {
      const states = [...pods()].map(({ pull }) => pull?.state);
      for (const state of PULL_STATES) this.set({ state }, states.filter((each) => each === state).length);
    },
  });
  new Gauge({
    name: `${METRIC_PREFIX}pulls_past_half_deadline`,
    help: "Pulls that have been running for more than half of their deadline.",
    registers,
    collect() {
      this.set([...pods()].filter(({ pull }) => pull !== undefined && isPastHalf(pull, now())).length);
    },
  });
}
