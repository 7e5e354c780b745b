import type { Logger } from "pino";
import { Gauge, type Registry } from "prom-client";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { type ControllerPart, startPart } from "../../cluster/reconcile/controller-part.ts";
import { ProblemReporter } from "../../cluster/reconcile/problem-reporter.ts";
import type { ReconcileMetrics } from "../../cluster/reconcile/reconcile-metrics.ts";
import { MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import type { Settings } from "../../injection/settings.ts";
import { collectionPath } from "../../kubernetes/resource-type.ts";
import { GRAPH_LABEL } from "../../model-express/keys.ts";
import { METRIC_PREFIX } from "../../well-known.ts";
import { GRAPH_PROBLEMS, type GraphProblemReason } from "./graph-problems.ts";
import { GraphReconciler } from "./graph-reconciler.ts";
import { GraphResource } from "./graph-resource.ts";
import { GraphView } from "./graph-view.ts";

export interface GraphsOptions {
  readonly client: ApiClient;
  readonly writer: ObjectWriter;
  readonly metrics: ReconcileMetrics;
  readonly registry: Registry;
  readonly log: Logger;
  /** The webhook's settings, which decide what the pods of a graph pull. */
  readonly settings: () => Settings;
}

/** Starts to reconcile the ModelExpress objects that graphs declare, at once or when Dynamo is installed. */
export function startGraphs({ client, writer, metrics, registry, log, settings }: GraphsOptions): ControllerPart {
  const resource = new GraphResource();
  const problems = new ProblemReporter<GraphProblemReason>({
    writer,
    clock: client.clock,
    log,
    logField: "graph",
    messages: {
      problem: "the graph's Model Express does not match its declaration",
      solved: "the graph's Model Express matches its declaration again",
    },
    eventReason: (reason) => (reason === "InvalidDeclaration" ? "InvalidModelExpress" : `ModelExpress${reason}`),
  });
  observeProblems(registry, problems);
  const made = { name: "modelexpresses of graphs", path: collectionPath(MODEL_EXPRESSES), labelSelector: GRAPH_LABEL };
  return startPart({
    name: "graphs",
    client,
    metrics,
    log,
    needsAllWatches: true,
    build: (add) => {
      const view = new GraphView({ manager: writer.fieldManager, onChange: add });
      const reconciler = new GraphReconciler({ view, resource, writer, problems, settings });
      return {
        reconcile: (key) => reconciler.reconcile(key),
        watches: [
          [resource, view.graphs],
          [made, view.made],
        ],
      };
    },
  });
}

function observeProblems(registry: Registry, problems: ProblemReporter<GraphProblemReason>): void {
  new Gauge({
    name: `${METRIC_PREFIX}graph_problems`,
    help: "DynamoGraphDeployments whose Model Express does not match their declaration, by reason.",
    labelNames: ["reason"],
    registers: [registry],
    collect() {
      for (const reason of GRAPH_PROBLEMS) this.set({ reason }, problems.count(reason));
    },
  });
}
