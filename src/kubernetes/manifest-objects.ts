import { isObject, type JsonObject, member, objectAt, textAt } from "./json.ts";

/** A Kubernetes object in a document, and where it stands in it. */
export interface ManifestObject {
  readonly object: JsonObject;
  /** A JSON pointer: empty for the document itself, `/items/3` inside a List. */
  readonly pointer: string;
}

/** Lists can hold lists; deeper nesting than this is not read. */
const MOST_DEPTH = 8;

/** The objects of a document: itself, or the items of a `List` (`ServiceList`, …). */
export function objectsIn(value: unknown, pointer = "", depth = 0): readonly ManifestObject[] {
  if (!isObject(value)) return [];
  const kind = member(value, "kind");
  const items = member(value, "items");
  const isList = typeof kind === "string" && kind.endsWith("List") && Array.isArray(items);
  if (!isList || depth >= MOST_DEPTH) return [{ object: value, pointer }];
  return items.flatMap((item, index) => objectsIn(item, `${pointer}/items/${index}`, depth + 1));
}

/** A pod, or the template of one, in an object. */
export interface PodTemplate {
  /** What the template belongs to: `Deployment vllm-agg`, `LeaderWorkerSet x (worker template)`. */
  readonly title: string;
  /** From the document's root to the `{metadata, spec}` of the pod. */
  readonly pointer: string;
  readonly template: JsonObject;
  /** `metadata.namespace` of the object, when it has one. */
  readonly namespace: string | undefined;
}

/** Where each kind keeps its pod templates. */
const TEMPLATES: Readonly<Record<string, readonly { readonly path: string; readonly note?: string }[]>> = {
  Pod: [{ path: "" }],
  PodTemplate: [{ path: "/template" }],
  Deployment: [{ path: "/spec/template" }],
  StatefulSet: [{ path: "/spec/template" }],
  DaemonSet: [{ path: "/spec/template" }],
  ReplicaSet: [{ path: "/spec/template" }],
  ReplicationController: [{ path: "/spec/template" }],
  Job: [{ path: "/spec/template" }],
  CronJob: [{ path: "/spec/jobTemplate/spec/template" }],
  LeaderWorkerSet: [
    { path: "/spec/leaderWorkerTemplate/leaderTemplate", note: " (leader template)" },
    { path: "/spec/leaderWorkerTemplate/workerTemplate", note: " (worker template)" },
  ],
};

/** The pod templates of an object; none for a kind that has none. */
export function templatesIn({ object, pointer }: ManifestObject): readonly PodTemplate[] {
  const kind = textAt(object, "kind") ?? "";
  const places = Object.hasOwn(TEMPLATES, kind) ? (TEMPLATES[kind] ?? []) : [];
  const namespace = textAt(objectAt(object, "metadata"), "namespace");
  return places.flatMap(({ path, note = "" }) => {
    const template = path.split("/").slice(1).reduce<unknown>(step, object);
    if (!isObject(template)) return [];
    return [{ title: `${kind} ${nameOf(object)}${note}`, pointer: `${pointer}${path}`, template, namespace }];
  });
}

function step(value: unknown, key: string): unknown {
  return isObject(value) ? member(value, key) : undefined;
}

function nameOf(object: JsonObject): string {
  const metadata = objectAt(object, "metadata");
  const generateName = textAt(metadata, "generateName");
  return textAt(metadata, "name") ?? (generateName === undefined ? "(no name)" : `${generateName}*`);
}
