import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { ApiAccess } from "../../cluster/api/api-access.ts";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import { LiveDirectory } from "../../cluster/live/live-directory.ts";
import { countReads, observeDirectory } from "../../cluster/live/live-metrics.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { type BuiltPart, type ControllerPart, startPart } from "../../cluster/reconcile/controller-part.ts";
import type { ReconcileMetrics } from "../../cluster/reconcile/reconcile-metrics.ts";
import { type Mutation, mutatePod } from "../../injection/mutate-pod.ts";
import type { Settings } from "../../injection/settings.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { mutateWithReads } from "../../mutation/mutate-with-reads.ts";
import { POD_SELECTORS } from "../pod-selectors.ts";
import { mutateQuickly } from "../quick-decision.ts";
import { isNews, type WatchedPod } from "../watched-pod.ts";
import { EVENT_BUDGET, EventBudget } from "./event-budget.ts";
import { EventWriter } from "./event-writer.ts";
import { Owners } from "./owners.ts";
import { createPodMetrics, observePods } from "./pod-metrics.ts";
import { PodReconciler } from "./pod-reconciler.ts";
import { PodView } from "./pod-view.ts";
import { startAfter } from "./start-after.ts";

export interface PodsOptions {
  readonly access: ApiAccess;
  readonly userAgent: string;
  readonly client: ApiClient;
  readonly writer: ObjectWriter;
  readonly metrics: ReconcileMetrics;
  readonly registry: Registry;
  readonly log: Logger;
  /** Aborts all reads. */
  readonly signal: AbortSignal;
  /** The webhook's settings, so that decisions agree with it. */
  readonly settings: () => Settings;
  /** Labelled namespaces that the webhook is not called for. */
  readonly excludedNamespaces: readonly string[];
}

/** Milliseconds for reads during a decision. No pod waits for it. */
const READ_BUDGET_MS = 5000;

/** Starts to watch pods, as soon as the state that decisions depend on is known. */
export function startPods(options: PodsOptions): ControllerPart {
  const { access, userAgent, registry, log } = options;
  const directory = new LiveDirectory({ access, userAgent, log, onRead: countReads(registry) });
  observeDirectory(registry, directory);
  return startAfter(directory, () => startWatching(options, directory));
}

function startWatching(options: PodsOptions, directory: LiveDirectory): ControllerPart {
  const { client, metrics, log } = options;
  return startPart({ name: "pods", client, metrics, log, build: (add) => buildPart(options, directory, add) });
}

function buildPart(options: PodsOptions, directory: LiveDirectory, add: (key: string) => void): BuiltPart {
  const { client, writer, registry, log, signal, settings } = options;
  const now = (): number => client.clock.now();
  const podMetrics = createPodMetrics(registry);
  const began = now();
  const view = new PodView({
    watches: POD_SELECTORS.length,
    now,
    mutate: (pod) => mutateOurs(pod, directory, options),
    onChange(key, pod, before) {
      countNewEnd(pod, before);
      if (isNews(pod, before)) add(key);
    },
  });
  /** Earlier ends were counted by the previous process. */
  function countNewEnd({ pull, uid }: WatchedPod, before: WatchedPod | undefined): void {
    const counted = before?.uid === uid ? before.pull?.end?.finishedAt : undefined;
    if (pull?.end === undefined || pull.end.finishedAt === counted || pull.end.finishedAt < began) return;
    podMetrics.countEnd(pull.end);
  }
  observePods(registry, () => view.pods(), now);
  const budget = new EventBudget(EVENT_BUDGET, now());
  const reconciler = new PodReconciler({
    get: (key) => view.get(key),
    decided: (pod, judgement) => view.decided(pod, judgement),
    writer,
    events: new EventWriter({ writer, budget, now, count: podMetrics.countEvent, log }),
    owners: new Owners({ client, signal, now }),
    now,
    mutate: async (namespace, object) =>
      mutateWithReads(
        { request: { namespace, object }, directory, settings: settings(), mutate: mutatePod },
        READ_BUDGET_MS,
      ),
  });
  return {
    reconcile: (key) => reconciler.reconcile(key),
    watches: view.sinks.map((sink, index) => [podsSelectedBy(POD_SELECTORS[index] ?? "", index), sink] as const),
  };
}

function podsSelectedBy(labelSelector: string, index: number) {
  return { name: index === 0 ? "pods" : `pods (${index + 1})`, path: "/api/v1/pods", labelSelector };
}

/** Returns `undefined` for pods that are not sent to the webhook. */
function mutateOurs(pod: JsonObject, directory: LiveDirectory, options: PodsOptions): Mutation | "later" | undefined {
  const namespace = textAt(objectAt(pod, "metadata"), "namespace") ?? "";
  if (options.excludedNamespaces.includes(namespace) || directory.isOptedIn(namespace) !== true) return undefined;
  return mutateQuickly(pod, (reader) => mutatePod({ namespace, object: pod }, directory, options.settings(), reader));
}
