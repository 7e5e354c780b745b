import { Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import type { ModelExpressStatus } from "../model-express-status.ts";

/** Shows, when metrics are read, how many `ModelExpress` objects are ready. */
export function observeInstances(
  registry: Registry,
  declared: () => Iterable<{ readonly status: ModelExpressStatus }>,
): void {
  new Gauge({
    name: `${METRIC_PREFIX}model_expresses`,
    help: "ModelExpress objects, by whether they are ready.",
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
