import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import { POD_OUTCOMES } from "../judge-pod.ts";
import { isPastHalf, PULL_STATES, type PullEnd } from "../pull.ts";
import type { WatchedPod } from "../watched-pod.ts";
import { EVENT_RESULTS, type EventResult } from "./event-writer.ts";

/** Those that docs/pull.md lists, and SIGKILL's, which the kernel sends when memory runs out. */
const EXIT_CODES = ["2", "3", "4", "5", "6", "137", "143"];
const OTHER = "other";

/** Seconds: a cache that is warm, to a large model over a slow line. */
const BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 14_400];

export interface PodMetrics {
  countEvent(result: EventResult): void;
  countEnd(end: PullEnd): void;
}

export function createPodMetrics(registry: Registry): PodMetrics {
  const registers = [registry];
  const events = new Counter({
    name: `${METRIC_PREFIX}pod_events_total`,
    help: "Events about pods and their owners, by what became of them.",
    labelNames: ["result"],
    registers,
  });
  const failures = new Counter({
    name: `${METRIC_PREFIX}pull_failures_total`,
    help: "Runs of pulls that failed, by exit code.",
    labelNames: ["exit_code"],
    registers,
  });
  const duration = new Histogram({
    name: `${METRIC_PREFIX}pull_duration_seconds`,
    help: "How long pulls took that succeeded, from the start of the run to its end.",
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

/** Shows, when metrics are read, what the pods have and how their pulls fare. */
export function observePods(registry: Registry, pods: () => Iterable<WatchedPod>, now: () => number): void {
  const registers = [registry];
  new Gauge({
    name: `${METRIC_PREFIX}pods`,
    help: "Pods of opted-in namespaces, by what they have of Model Express.",
    labelNames: ["outcome"],
    registers,
    collect() {
      const outcomes = [...pods()].map(({ outcome }) => outcome);
      for (const outcome of POD_OUTCOMES) this.set({ outcome }, outcomes.filter((each) => each === outcome).length);
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
    help: "Pulls that run for more than half of the time that they have.",
    registers,
    collect() {
      this.set([...pods()].filter(({ pull }) => pull !== undefined && isPastHalf(pull, now())).length);
    },
  });
}
