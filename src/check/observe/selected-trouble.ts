import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt, orElse } from "../../cluster/objects/readable.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { findTrouble } from "../../pod-outcome/pod-state.ts";

export interface SelectedPods {
  /** What keeps one of them from running: an image that cannot be pulled, for example. */
  readonly trouble?: string;
  /** The name of one that nothing keeps from running, so far. */
  readonly untroubled?: string;
}

/** Looks at the pods with these labels that are not terminating. Of pods that may not be read it knows nothing. */
export async function readSelectedPods(
  reader: ObjectReader,
  namespace: string,
  labels: JsonObject,
): Promise<SelectedPods> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  if (labelSelector === "") return {};
  const read = () => reader.list({ name: "pods", path: collectionPath(PODS, namespace), labelSelector });
  const pods = orElse(await attempt(read), []).filter((pod) => !isEnding(pod));
  const described = pods.map(describe);
  const [troubled, fine] = [true, false].map((has) => described.find(({ trouble }) => (trouble !== undefined) === has));
  return { ...fine, ...troubled };
}

function isEnding(pod: JsonObject): boolean {
  return textAt(objectAt(pod, "metadata"), "deletionTimestamp") !== undefined;
}

function describe(pod: JsonObject): SelectedPods {
  const name = textAt(objectAt(pod, "metadata"), "name") ?? "";
  const trouble = findTrouble(pod);
  return trouble === undefined ? { untroubled: name } : { trouble: `pod ${name}: ${trouble.text}` };
}
