import { Counter, Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import type { ServerClock } from "../api/server-clock.ts";
import { isUp, type WatchState } from "../watch/watch-state.ts";

/** The controllers in the process; the values of a label. */
const CONTROLLERS = ["certificates", "model-express", "graphs", "pods", "pull-scripts"] as const;
export type ControllerName = (typeof CONTROLLERS)[number];

const RESULTS = ["done", "failed"] as const;

export interface ReconcileMetrics {
  count(controller: ControllerName, result: (typeof RESULTS)[number]): void;
  /** Reads, on each scrape, how long the oldest key of the controller has waited. */
  observeWait(controller: ControllerName, oldestSeconds: () => number): void;
  /** Reads, on each scrape, whether the controller's watches are up. */
  observeWatches(controller: ControllerName, watches: readonly WatchState[]): void;
}

export function createReconcileMetrics(registry: Registry, clock: ServerClock): ReconcileMetrics {
  const registers = [registry];
  const reconciles = new Counter({
    name: `${METRIC_PREFIX}reconciles_total`,
    help: "Reconciles, by controller and result.",
    labelNames: ["controller", "result"],
    registers,
  });
  for (const controller of CONTROLLERS) {
    for (const result of RESULTS) reconciles.inc({ controller, result }, 0);
  }
  new Gauge({
    name: `${METRIC_PREFIX}clock_behind_seconds`,
    help: "Seconds that this process's clock is behind the API server's; negative: ahead.",
    registers,
    collect() {
      this.set(Math.round(clock.behind / 1000));
    },
  });
  const waits = new Map<ControllerName, () => number>();
  new Gauge({
    name: `${METRIC_PREFIX}oldest_wait_seconds`,
    help: "Seconds that the longest waiting object has been due, by controller.",
    labelNames: ["controller"],
    registers,
    collect() {
      for (const [controller, seconds] of waits) this.set({ controller }, seconds());
    },
  });
  const watched = new Map<ControllerName, readonly WatchState[]>();
  new Gauge({
    name: `${METRIC_PREFIX}controller_watch_up`,
    help: "1 if the watch of a controller has listed and its last attempt did not fail.",
    labelNames: ["controller", "watch"],
    registers,
    collect() {
      for (const [controller, watches] of watched)
        for (const watch of watches) this.set({ controller, watch: watch.name }, isUp(watch) ? 1 : 0);
    },
  });
  return {
    observeWatches: (controller, watches) => watched.set(controller, watches),
    count: (controller, result) => reconciles.inc({ controller, result }),
    observeWait: (controller, seconds) => waits.set(controller, seconds),
  };
}
