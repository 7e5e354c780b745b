import { Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import type { ModelExpressStatus } from "../model-express-status.ts";

/** Registers a gauge of the `ModelExpress` objects by readiness, computed on each scrape. */
export function observeInstances(
  registry: Registry,
  declared: () => Iterable<{ readonly status: ModelExpressStatus }>,
): void {
  new Gauge({
    name: `${METRIC_PREFIX}model_expresses`,
    help: "ModelExpress objects by readiness.",
    labelNames: ["ready"],
    registers: [registry],
    collect() {
      const all = [...declared()].map(({ status }) => isReady(status));
      for (const ready of [true, false]) {
        this.set({ ready: String(ready) }, all.filter((each) => each === ready).length);
      }
    },
  });
}

function isReady({ conditions = [] }: ModelExpressStatus): boolean {
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
