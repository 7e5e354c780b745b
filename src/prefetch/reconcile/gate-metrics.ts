import { Counter, Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import { REMOVALS, type Removal } from "../judge-gates.ts";

export interface GateMetrics {
  count(why: Removal): void;
}

export function createGateMetrics(registry: Registry, gated: () => number): GateMetrics {
  const registers = [registry];
  const removed = new Counter({
    name: `${METRIC_PREFIX}gates_removed_total`,
    help: "Scheduling gates that were removed from pods, by why.",
    labelNames: ["why"],
    registers,
  });
  for (const why of REMOVALS) removed.inc({ why }, 0);
  new Gauge({
    name: `${METRIC_PREFIX}gated_pods`,
    help: "Pods that wait for their models before they get a node.",
    registers,
    collect() {
      this.set(gated());
    },
  });
  return { count: (why) => removed.inc({ why }) };
}
