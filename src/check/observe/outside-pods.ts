import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { DYNAMO, INJECT_LABEL } from "../../model-express/keys.ts";
import type { OutsidePods } from "../observed.ts";

/**
 * Reads Dynamo's pods in namespaces without the opt-in label. A namespace with `disabled` opted out intentionally,
 * and any other value has its own finding.
 *
 * @param labelled the namespaces with the label
 */
export async function readOutsidePods(
  reader: ObjectReader,
  namespace: string | undefined,
  labelled: readonly JsonObject[],
): Promise<readonly OutsidePods[]> {
  const known = new Set(labelled.map((home) => textAt(objectAt(home, "metadata"), "name")));
  const labelSelector = `${DYNAMO.namespace},${INJECT_LABEL}!=disabled`;
  const names = new Map<string, string[]>();
  for await (const page of reader.pages({ name: "pods", path: collectionPath(PODS, namespace), labelSelector })) {
    for (const pod of page) {
      const metadata = objectAt(pod, "metadata");
      const home = textAt(metadata, "namespace") ?? "";
      if (known.has(home)) continue;
      const pods = names.get(home) ?? [];
      names.set(home, pods);
      pods.push(textAt(metadata, "name") ?? "");
    }
  }
  return [...names].map(([home, pods]) => ({ namespace: home, names: pods }));
}
