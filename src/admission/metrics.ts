import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { GRAPH_REASONS, type GraphReason } from "../graph/graph-mutation.ts";
import type { Outcome } from "../injection/outcome.ts";
import { REASONS, type Reason } from "../injection/reason.ts";
import { WARNINGS, type WarningCode } from "../injection/warning.ts";
import { METRIC_PREFIX } from "../well-known.ts";

/** The metrics of the webhook. Every label has a closed list of values. */
export interface Metrics {
  readonly registry: Registry;
  /** Without `seconds` for reviews without a decision. */
  observe(mutation: Outcome, seconds?: number): void;
  observeGraph(reason: GraphReason): void;
  /** Counts a request or connection that was rejected. */
  reject(): void;
}

const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const decisions = new Counter({
    name: `${METRIC_PREFIX}decisions_total`,
    help: "Decisions about pods, by reason.",
    labelNames: ["outcome", "reason"],
    registers,
  });
  const warnings = new Counter({
    name: `${METRIC_PREFIX}warnings_total`,
    help: "Warnings of decisions, by code.",
    labelNames: ["code"],
    registers,
  });
  const graphs = new Counter({
    name: `${METRIC_PREFIX}graphs_total`,
    help: "Decisions about DynamoGraphDeployments, by reason.",
    labelNames: ["reason"],
    registers,
  });
  const rejected = new Counter({
    name: `${METRIC_PREFIX}rejected_total`,
    help: "Rejected requests (not a review, or from a client that is not accepted) and closed excess connections.",
    registers,
  });
  const duration = new Histogram({
    name: `${METRIC_PREFIX}decision_duration_seconds`,
    help: "Seconds from a review's body to its response.",
    buckets: SECONDS,
    registers,
  });
  // A series that starts at zero can be alerted on from its first increment.
  for (const reason of Object.keys(REASONS) as Reason[]) decisions.inc({ outcome: REASONS[reason].outcome, reason }, 0);
  for (const reason of Object.keys(GRAPH_REASONS) as GraphReason[]) graphs.inc({ reason }, 0);
  for (const code of Object.keys(WARNINGS) as WarningCode[]) warnings.inc({ code }, 0);
  return {
    registry,
    observe({ reason, decision }, seconds) {
      decisions.inc({ outcome: REASONS[reason].outcome, reason });
      for (const { code } of decision.warnings) warnings.inc({ code });
      if (seconds !== undefined) duration.observe(seconds);
    },
    observeGraph: (reason) => graphs.inc({ reason }),
    reject: () => rejected.inc(),
  };
}
