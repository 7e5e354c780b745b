import { isObject, type JsonObject, type JsonValue, member, pointerToken } from "../../kubernetes/json.ts";
import { addMembers } from "./add-members.ts";
import { insertWords } from "./insert-words.ts";
import { type AddOperation, add, type PatchOperation } from "./operation.ts";
import type { ContainerPlan, Plan } from "./plan.ts";

/** Kubernetes' limit on the annotations of an object, in bytes (`TotalAnnotationSizeLimitB`). */
const ANNOTATIONS_LIMIT = 256 * 1024;

/**
 * Computes the minimal operations that add the missing parts of the plan to the raw pod. Empty if nothing is missing.
 */
export function patchPod(raw: JsonObject, plan: Plan): readonly PatchOperation[] {
  const operations = [
    ...appendMissing(raw, "/spec/volumes", plan.volumes, "name"),
    ...appendMissing(raw, "/spec/imagePullSecrets", plan.imagePullSecrets, "name"),
    ...appendMissing(raw, "/spec/schedulingGates", plan.schedulingGates, "name"),
    ...plan.containers.flatMap((container) => patchContainer(raw, container)),
    // Last, because it shifts the init containers after it, which the operations above address by index.
    ...insertInitContainer(raw, plan.initContainer),
  ];
  return operations.length === 0
    ? []
    : [...operations, ...annotate(raw, plan.annotations), ...addLabels(raw, plan.labels)];
}

/** Must follow the annotations, which create missing `metadata`. */
function addLabels(raw: JsonObject, added: Plan["labels"]): readonly AddOperation[] {
  const labels = valueAt(raw, "/metadata/labels");
  const missing = Object.entries(added).filter(([key]) => !(isObject(labels) && member(labels, key) !== undefined));
  if (missing.length === 0) return [];
  if (!isObject(labels)) return [add("/metadata/labels", Object.fromEntries(missing))];
  return missing.map(([key, value]) => add(`/metadata/labels/${pointerToken(key)}`, value));
}

function patchContainer(raw: JsonObject, plan: ContainerPlan): readonly PatchOperation[] {
  const { container, env, mounts, members, insertions } = plan;
  const { pointer } = container;
  const own = valueAt(raw, pointer);
  return [
    ...appendMissing(raw, `${pointer}/env`, env, "name"),
    ...appendMissing(raw, `${pointer}/volumeMounts`, mounts, "mountPath"),
    ...addMembers(own, pointer, members),
    ...insertWords(isObject(own) ? own : undefined, container, insertions),
  ];
}

function appendMissing(
  raw: JsonObject,
  pointer: string,
  items: readonly JsonObject[],
  key: string,
): readonly AddOperation[] {
  if (items.length === 0) return [];
  const list = valueAt(raw, pointer);
  if (!Array.isArray(list)) return [add(pointer, items)];
  const present = new Set(list.map((entry) => (isObject(entry) ? entry[key] : undefined)));
  const missing = items.filter((item) => !present.has(item[key]));
  return missing.map((item) => add(`${pointer}/-`, item));
}

function insertInitContainer(raw: JsonObject, insertion: Plan["initContainer"]): readonly AddOperation[] {
  if (insertion === undefined) return [];
  const pointer = "/spec/initContainers";
  const hasList = Array.isArray(valueAt(raw, pointer));
  const { index, container } = insertion;
  return [hasList ? add(`${pointer}/${index}`, container) : add(pointer, [container])];
}

function annotate(raw: JsonObject, added: Plan["annotations"]): readonly AddOperation[] {
  const metadata = member(raw, "metadata");
  if (!isObject(metadata)) return [add("/metadata", { annotations: added })];
  const annotations = member(metadata, "annotations");
  if (!isObject(annotations)) return [add("/metadata/annotations", added)];
  if (measureAnnotations(annotations) + measureAnnotations(added) > ANNOTATIONS_LIMIT) return [];
  return Object.entries(added).map(([key, value]) => add(`/metadata/annotations/${pointerToken(key)}`, value));
}

/** An upper bound of the bytes that Kubernetes counts. */
function measureAnnotations(annotations: JsonObject): number {
  return Object.entries(annotations).reduce((sum, [key, value]) => sum + key.length + 3 * String(value).length, 0);
}

function valueAt(raw: JsonObject, pointer: string): JsonValue | undefined {
  const tokens = pointer.split("/").slice(1);
  return tokens.reduce<JsonValue | undefined>((value, token) => findChild(value, token), raw);
}

function findChild(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(token)];
  return isObject(value) ? member(value, token) : undefined;
}
