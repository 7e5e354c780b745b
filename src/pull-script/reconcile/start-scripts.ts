import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import { scriptResource } from "../../cluster/live/pull-script-watch.ts";
import { NAMESPACE_WATCH, SERVICE_WATCHES } from "../../cluster/live/watched-resources.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { type BuiltPart, type ControllerPart, startPart } from "../../cluster/reconcile/controller-part.ts";
import type { ReconcileMetrics } from "../../cluster/reconcile/reconcile-metrics.ts";
import type { PullScript } from "../../model-express/pull-script.ts";
import { observeScripts } from "./script-metrics.ts";
import { ScriptReconciler } from "./script-reconciler.ts";
import { ScriptView } from "./script-view.ts";

export interface ScriptsOptions {
  readonly script: PullScript;
  readonly client: ApiClient;
  readonly writer: ObjectWriter;
  readonly metrics: ReconcileMetrics;
  readonly registry: Registry;
  readonly log: Logger;
  readonly globalNamespaces: () => readonly string[];
  readonly excludedNamespaces: readonly string[];
  /** Calls back when the settings have changed. */
  readonly onSettings: (act: () => void) => void;
}

/** Starts to write the pull script to a ConfigMap in each namespace whose pods can be injected. */
export function startScripts(options: ScriptsOptions): ControllerPart {
  const { client, metrics, log } = options;
  const part = startPart({
    name: "pull-scripts",
    client,
    metrics,
    log,
    // Else each start would try to write what is there.
    needsAllWatches: true,
    build: (add) => buildPart(options, add),
  });
  // Pods do without it, so readiness does not wait for its watches.
  return { ...part, waitingFor: () => [] };
}

function buildPart(options: ScriptsOptions, add: (namespace: string) => void): BuiltPart {
  const { script, writer, registry, log } = options;
  const view = new ScriptView({ ...options, serviceWatches: SERVICE_WATCHES.length, onChange: add });
  const reconciler = new ScriptReconciler({ script, view, writer, now: () => performance.now(), log });
  observeScripts(registry, () => ({ states: [...view.scripts.values()], refused: reconciler.refused }));
  options.onSettings(() => view.requeueAll());
  return {
    reconcile: (namespace) => reconciler.reconcile(namespace),
    watches: [
      [NAMESPACE_WATCH, view.namespaces],
      [scriptResource(script), view.scripts],
      ...SERVICE_WATCHES.flatMap((resource, index) => {
        const services = view.services[index];
        return services === undefined ? [] : [[resource, services] as const];
      }),
    ],
  };
}
