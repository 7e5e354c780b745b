import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import { DYNAMO } from "../../model-express/keys.ts";
import type { Container, Pod } from "../pod/pod.ts";

/**
 * Marks of pods that are restored from a process snapshot, or captured into one. A restored pod already has its
 * model, and a captured one must contain nothing of ours. Sources: ai-dynamo/dynamo `deploy/operator` 1.5,
 * ai-dynamo/snapshot `api` b7e707c and 0e66e97f. The annotation `…-restore-candidate` is excluded, because a
 * candidate may start cold.
 */
const SOURCE_LABEL = "nvidia.com/snapshot-is-checkpoint-source";
const CHECKPOINT_LABEL = "nvidia.com/snapshot-checkpoint-id";
const RESTORE_LABEL = "nvidia.com/snapshot-is-restore-target";
const RESTORE_ANNOTATIONS = ["nvidia.com/restore-from", "nvidia.com/restore-container-map"];
const RESTORE_VARIABLES = ["DYN_SNAPSHOT_RESTORE_STANDBY", "SNAPSHOT_RESTORE_STANDBY"];
const CAPTURE_LABELS = ["nvidia.com/snapshot-job", "nvidia.com/snapshot-job-uid"];

/** The mark of a capture pod, for messages. */
export function captureMark({ labels }: Pod): string | undefined {
  if (isSet(labels, SOURCE_LABEL)) return `label ${SOURCE_LABEL}`;
  const label = CAPTURE_LABELS.find((key) => textAt(labels, key) !== undefined);
  if (label !== undefined) return `label ${label}`;
  return isUntyped(labels) ? "labels of a snapshot's capture job" : undefined;
}

/** Capture jobs of older operators have a component's name, but neither its dynamo namespace nor its type. */
function isUntyped(labels: JsonObject): boolean {
  const has = (key: string): boolean => textAt(labels, key) !== undefined;
  return has(DYNAMO.component) && !has(DYNAMO.namespace) && !has(DYNAMO.componentType);
}

/** The mark of a restored pod, for messages. */
export function restoreMark(pod: Pod): string | undefined {
  if (isSet(pod.labels, RESTORE_LABEL)) return `label ${RESTORE_LABEL}`;
  if (textAt(pod.labels, CHECKPOINT_LABEL) !== undefined) return `label ${CHECKPOINT_LABEL}`;
  const annotation = RESTORE_ANNOTATIONS.find((key) => textAt(pod.annotations, key) !== undefined);
  if (annotation !== undefined) return `annotation ${annotation}`;
  const variable = pod.containers.flatMap(standbyVariable)[0];
  return variable === undefined ? undefined : `variable ${variable}`;
}

const OFF = /^(?:|0|false|no|off)$/i;

function standbyVariable({ env }: Container): readonly string[] {
  return env
    .filter(({ name, value }) => RESTORE_VARIABLES.includes(name) && !OFF.test(value ?? ""))
    .map(({ name }) => name);
}

function isSet(labels: JsonObject, key: string): boolean {
  return (textAt(labels, key) ?? "false") !== "false";
}
