import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt, orElse } from "../../cluster/objects/readable.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { findTrouble } from "../../pod-outcome/pod-state.ts";

/**
 * Finds what keeps one of the pods with these labels from running: an image that cannot be pulled, for example.
 * `undefined` if nothing does, or the pods may not be read.
 */
export async function findSelectedTrouble(
  reader: ObjectReader,
  namespace: string,
  labels: JsonObject,
): Promise<string | undefined> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  if (labelSelector === "") return undefined;
  const read = () => reader.list({ name: "pods", path: collectionPath(PODS, namespace), labelSelector });
  return orElse(await attempt(read), []).flatMap(describeTrouble)[0];
}

function describeTrouble(pod: JsonObject): readonly string[] {
  const metadata = objectAt(pod, "metadata");
  const trouble = textAt(metadata, "deletionTimestamp") === undefined ? findTrouble(pod) : undefined;
  return trouble === undefined ? [] : [`pod ${textAt(metadata, "name")}: ${trouble.text}`];
}
