import { createHash } from "node:crypto";
import type { DeployedModelExpress } from "../../deployment/model-express.ts";
import { buildOwnerReference } from "../../deployment/ownership.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { Cache } from "../cache.ts";
import { ATTEMPT_ANNOTATION, MODEL_ANNOTATION, PREFETCH_LABEL } from "../labels.ts";
import { buildPullPodTemplate, type PullPodSettings } from "./pull-pod.ts";

/** One pull of one model. */
export interface Attempt {
  readonly model: string;
  /** From 1. */
  readonly number: number;
}

/** Seconds for scheduling, the image and the volume before the pull. */
const BEFORE_PULL_SECONDS = 900;
/** Seconds after which Kubernetes deletes a finished Job, if no controller does. */
const KEPT_SECONDS = 86_400;
const MOST_NAME = 40;

/**
 * Builds the Job of an attempt. It creates one pod, because the pull retries by itself and the controller schedules
 * further attempts; a pod that is lost with its node is replaced.
 */
export function buildPullJob(
  instance: DeployedModelExpress,
  {
    attempt,
    cache,
    settings,
  }: { readonly attempt: Attempt; readonly cache: Cache; readonly settings: PullPodSettings },
): JsonObject {
  const annotations = { [MODEL_ANNOTATION]: attempt.model, [ATTEMPT_ANNOTATION]: String(attempt.number) };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      namespace: instance.namespace,
      name: namePullJob(instance, cache, attempt),
      labels: { ...listQueueLabels(instance), ...buildLabels(instance) },
      annotations,
      ownerReferences: [buildOwnerReference(instance)],
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: settings.timeoutSeconds + BEFORE_PULL_SECONDS,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] }] },
      template: buildPullPodTemplate(instance, {
        model: attempt.model,
        cache,
        settings,
        labels: buildLabels(instance),
      }),
    },
  };
}

/** Derived from the content, so that two controllers create one Job. */
function namePullJob({ name, uid }: DeployedModelExpress, { id }: Cache, { model, number }: Attempt): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([uid, id, model]))
    .digest("hex");
  return `${name.slice(0, MOST_NAME)}-pull-${digest.slice(0, 10)}-${number}`;
}

const KUEUE = "kueue.x-k8s.io/";

/** Kueue looks for the queue on the Job, while users can state it on the pod template only. */
function listQueueLabels({ spec }: DeployedModelExpress): Readonly<Record<string, string>> {
  const labels = Object.entries(spec.podTemplate?.metadata?.labels ?? {});
  return Object.fromEntries(labels.filter(([key]) => key.startsWith(KUEUE)));
}

function buildLabels({ name }: DeployedModelExpress): Readonly<Record<string, string>> {
  return {
    "app.kubernetes.io/name": "model-express-prefetch",
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/managed-by": "model-express-injector",
    [PREFETCH_LABEL]: name,
  };
}
