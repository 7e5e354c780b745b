import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import { SERVICE_WATCHES } from "../../cluster/live/watched-resources.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { type BuiltPart, type ControllerPart, startPart } from "../../cluster/reconcile/controller-part.ts";
import type { ReconcileMetrics } from "../../cluster/reconcile/reconcile-metrics.ts";
import type { Resource, ResourceSink } from "../../cluster/watch/resource.ts";
import type { Settings } from "../../injection/settings.ts";
import {
  CLAIMS,
  collectionPath,
  DEPLOYMENTS,
  JOBS,
  PODS,
  type ResourceType,
  SERVICE_ACCOUNTS,
  STORAGE_CLASSES,
} from "../../kubernetes/resource-type.ts";
import { GATED_LABEL, INSTANCE_LABEL } from "../../model-express/keys.ts";
import { PREFETCH_LABEL } from "../../prefetch/labels.ts";
import { startGateLease } from "../../prefetch/reconcile/gate-lease.ts";
import { createGateMetrics } from "../../prefetch/reconcile/gate-metrics.ts";
import { GateRemover } from "../../prefetch/reconcile/gate-remover.ts";
import { GateView } from "../../prefetch/reconcile/gate-view.ts";
import { createPrefetchMetrics } from "../../prefetch/reconcile/prefetch-metrics.ts";
import { Prefetcher } from "../../prefetch/reconcile/prefetcher.ts";
import { PullView } from "../../prefetch/reconcile/pull-view.ts";
import { MODEL_EXPRESSES } from "../model-express-type.ts";
import { ClusterView } from "./cluster-view.ts";
import { observeInstances } from "./instance-metrics.ts";
import { InstanceReconciler } from "./instance-reconciler.ts";

export interface DeploymentOptions {
  readonly client: ApiClient;
  readonly writer: ObjectWriter;
  readonly metrics: ReconcileMetrics;
  readonly registry: Registry;
  readonly log: Logger;
  /** Ends all reads. */
  readonly signal: AbortSignal;
  readonly settings: () => Settings;
  /** Calls back when the settings have changed. */
  readonly onSettings: (act: () => void) => void;
  /** The controller's, which names its Lease. */
  readonly name: string;
  readonly namespace: string;
}

/** Concurrent reconciliations: each waits for the API server most of the time. */
const WIDTH = 8;

/** Starts to reconcile the `ModelExpress` objects of the cluster. */
export function startDeployment(options: DeploymentOptions): ControllerPart {
  const { client, metrics, log } = options;
  const part = startPart({
    name: "model-express",
    client,
    metrics,
    log,
    width: WIDTH,
    needsAllWatches: true,
    build: (add) => buildPart(options, add),
  });
  const isReady = (): boolean => part.waitingFor().length === 0;
  const now = (): number => client.clock.now();
  const lease = startGateLease({ ...options, name: `${options.name}-gates`, isReady, now });
  return {
    waitingFor: () => part.waitingFor(),
    async close() {
      lease.close();
      await part.close();
    },
  };
}

function buildPart(options: DeploymentOptions, add: (key: string) => void): BuiltPart {
  const { client, writer, registry, log, settings, onSettings } = options;
  const { clock } = client;
  const view = new ClusterView({ manager: writer.fieldManager, onChange: add });
  observeInstances(registry, () => view.declared.values());
  onSettings(() => view.requeueAll());
  const pulls = new PullView(add);
  const prefetcher = new Prefetcher({
    ...options,
    view: pulls,
    settings: () => settings().pull,
    metrics: createPrefetchMetrics(registry, () => view.declared.values()),
  });
  const gated = new GateView(add);
  const gates = new GateRemover({
    view: gated,
    writer,
    now: () => clock.now(),
    globalNamespaces: () => settings().globalNamespaces,
    metrics: createGateMetrics(registry, () => gated.pods.size),
    log,
  });
  const defaultImage = (): string => settings().pull.image;
  const reconciler = new InstanceReconciler({ view, writer, prefetcher, gates, clock, log, defaultImage });
  return {
    reconcile: (key) => reconciler.reconcile(key),
    watches: [...listWatches(view, log), ...listPullWatches(pulls), [GATED_PODS, gated.pods]],
  };
}

/** A pod with a gate has no node. */
const GATED_PODS: Resource = {
  name: "gated pods",
  path: collectionPath(PODS),
  labelSelector: GATED_LABEL,
  fieldSelector: "spec.nodeName=",
};

/** Watches all claims, because a claim that someone else created has no label of ours. */
function listWatches(view: ClusterView, log: Logger): readonly (readonly [Resource, ResourceSink])[] {
  return [
    [{ ...all(MODEL_EXPRESSES), onAbsent: once(() => log.warn(UNDEFINED)) }, view.declared],
    [labelled(SERVICE_ACCOUNTS), view.serviceAccounts],
    [labelled(DEPLOYMENTS), view.workloads],
    [labelled(PODS), view.pods],
    [all(CLAIMS), view.claims],
    [all(STORAGE_CLASSES), view.storageClasses],
    ...SERVICE_WATCHES.map((resource) => [resource, view.services()] as const),
  ];
}

function listPullWatches({ jobs, pods }: PullView): readonly (readonly [Resource, ResourceSink])[] {
  const labelSelector = PREFETCH_LABEL;
  return [
    [{ ...all(JOBS), labelSelector }, jobs],
    [{ ...all(PODS), name: "pods of jobs", labelSelector }, pods],
  ];
}

/** Helm, for example, installs CustomResourceDefinitions with a release but does not upgrade them. */
const UNDEFINED = "ModelExpress is not defined in this cluster: apply the chart's crds/modelexpresses.yaml";

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

function all(type: ResourceType): Resource {
  return { name: type.plural, path: collectionPath(type) };
}

function labelled(type: ResourceType): Resource {
  return { ...all(type), labelSelector: INSTANCE_LABEL };
}
