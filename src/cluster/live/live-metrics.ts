import { Counter, Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import type { WatchedKind } from "../memory-directory.ts";
import { isUp } from "../watch/watch-state.ts";
import type { LiveDirectory } from "./live-directory.ts";
import type { ReadOutcome } from "./live-reads.ts";

const OUTCOMES: readonly ReadOutcome[] = ["found", "absent", "failed"];
const KINDS: readonly WatchedKind[] = ["Service", "PersistentVolumeClaim", "Namespace"];

/** Returns a function that counts live reads by outcome. */
export function countReads(registry: Registry): (outcome: ReadOutcome) => void {
  const reads = new Counter({
    name: `${METRIC_PREFIX}live_reads_total`,
    help: "Live reads of objects that the cache does not have, by outcome.",
    labelNames: ["outcome"],
    registers: [registry],
  });
  for (const outcome of OUTCOMES) reads.inc({ outcome }, 0);
  return (outcome) => reads.inc({ outcome });
}

/** Registers gauges of the watches' health and of the cached objects, computed on each scrape. */
export function observeDirectory(registry: Registry, directory: LiveDirectory): void {
  const registers = [registry];
  new Gauge({
    name: `${METRIC_PREFIX}watch_up`,
    help: "1 if the watch has listed and its last attempt did not fail.",
    labelNames: ["watch"],
    registers,
    collect() {
      for (const state of directory.allStates) this.set({ watch: state.name }, isUp(state) ? 1 : 0);
    },
  });
  new Gauge({
    name: `${METRIC_PREFIX}known_objects`,
    help: "Cached objects of the cluster.",
    labelNames: ["kind"],
    registers,
    collect() {
      for (const kind of KINDS) this.set({ kind }, directory.count(kind));
    },
  });
}
