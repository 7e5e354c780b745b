import { isObject, type JsonObject, member, objectAt, textAt } from "./json.ts";

/** A Kubernetes object in a document, with its place. */
export interface ManifestObject {
  readonly object: JsonObject;
  /** A JSON pointer: empty for the document itself, `/items/3` inside a List. */
  readonly pointer: string;
}

/** Maximum nesting of lists in lists. */
const MOST_DEPTH = 8;

/** The objects of a document: the document itself, or the items of a `List` (`ServiceList`, …). */
export function objectsIn(value: unknown, pointer = "", depth = 0): readonly ManifestObject[] {
  if (!isObject(value)) return [];
  const kind = member(value, "kind");
  const items = member(value, "items");
  const isList = typeof kind === "string" && kind.endsWith("List") && Array.isArray(items);
  if (!isList || depth >= MOST_DEPTH) return [{ object: value, pointer }];
  return items.flatMap((item, index) => objectsIn(item, `${pointer}/items/${index}`, depth + 1));
}

/** A pod, or a pod template, in an object. */
export interface PodTemplate {
  /** The owner of the template: `Deployment vllm-agg`, `LeaderWorkerSet x (worker template)`. */
  readonly title: string;
  /** A JSON pointer from the document's root to the pod's `{metadata, spec}`. */
  readonly pointer: string;
  readonly template: JsonObject;
  /** `metadata.namespace` of the object, if set. */
  readonly namespace: string | undefined;
}

/** The paths of pod templates by kind. */
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

/** Whether pods of this kind of object are in a template. */
export function isTemplated(kind: string | undefined): boolean {
  return kind !== undefined && kind !== "Pod" && Object.hasOwn(TEMPLATES, kind);
}

/** The pod templates of an object; empty for other kinds. */
export function templatesIn({ object, pointer }: ManifestObject): readonly PodTemplate[] {
  const kind = textAt(object, "kind") ?? "";
  const places = Object.hasOwn(TEMPLATES, kind) ? (TEMPLATES[kind] ?? []) : [];
  const namespace = textAt(objectAt(object, "metadata"), "namespace");
  return places.flatMap(({ path, note = "" }) => {
    const template = path.split("/").slice(1).reduce<unknown>(step, object);
    if (!isObject(template)) return [];
    return [{ title: `${kind} ${nameObject(object)}${note}`, pointer: `${pointer}${path}`, template, namespace }];
  });
}

function step(value: unknown, key: string): unknown {
  return isObject(value) ? member(value, key) : undefined;
}

function nameObject(object: JsonObject): string {
  const metadata = objectAt(object, "metadata");
  const generateName = textAt(metadata, "generateName");
  return textAt(metadata, "name") ?? (generateName === undefined ? "(no name)" : `${generateName}*`);
}
