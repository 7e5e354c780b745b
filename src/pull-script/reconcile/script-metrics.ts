import { Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import type { ScriptState } from "./script-view.ts";

export interface ObservedScripts {
  readonly states: readonly ScriptState[];
  readonly refused: number;
}

/** Registers a gauge of the ConfigMaps, computed on each scrape. */
export function observeScripts(registry: Registry, observe: () => ObservedScripts): void {
  new Gauge({
    name: `${METRIC_PREFIX}pull_scripts`,
    help: "Namespaces by what has the name of the pull script's ConfigMap: a copy of the script, another ConfigMap, or none, because it was refused.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { states, refused } = observe();
      for (const state of ["copy", "other"] as const)
        this.set({ state }, states.filter((each) => each === state).length);
      this.set({ state: "refused" }, refused);
    },
  });
}
