import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { DYNAMO, INJECT_LABEL } from "../../model-express/keys.ts";
import type { OutsidePods } from "../observed.ts";

/**
 * The pods of Dynamo in namespaces that carry no opt-in label: one that says `disabled` was left out by intention, and of
 * another value there is a finding.
 *
 * @param labelled the namespaces that carry it
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
