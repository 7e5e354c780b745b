import { Counter, Gauge, type Registry } from "prom-client";
import { type ModelExpressStatus, PHASES } from "../../deployment/model-express-status.ts";
import { METRIC_PREFIX } from "../../well-known.ts";

/** The results of Jobs; the values of a label. */
const RESULTS = ["started", "succeeded", "failed", "refused"] as const;

export interface PrefetchMetrics {
  count(result: (typeof RESULTS)[number]): void;
}

export function createPrefetchMetrics(
  registry: Registry,
  declared: () => Iterable<{ readonly status: ModelExpressStatus }>,
): PrefetchMetrics {
  const registers = [registry];
  const pulls = new Counter({
    name: `${METRIC_PREFIX}prefetch_pulls_total`,
    help: "Jobs that bring models into caches, by what became of them.",
    labelNames: ["result"],
    registers,
  });
  for (const result of RESULTS) pulls.inc({ result }, 0);
  new Gauge({
    name: `${METRIC_PREFIX}models`,
    help: "Models of ModelExpress objects, by phase.",
    labelNames: ["phase"],
    registers,
    collect() {
      const phases = [...declared()].flatMap(({ status }) => (status.models ?? []).map((model) => model.phase));
      for (const phase of PHASES) this.set({ phase }, phases.filter((each) => each === phase).length);
    },
  });
  return { count: (result) => pulls.inc({ result }) };
}
