import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt, orElse } from "../../cluster/objects/readable.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, NAMESPACES, PODS } from "../../kubernetes/resource-type.ts";
import { DYNAMO, INJECT_LABEL, KEY_PREFIX } from "../../model-express/keys.ts";
import { readAdmitted } from "../../pod-outcome/admitted.ts";
import { atMost } from "../at-most.ts";
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
  const found = new Map<string, { readonly names: string[]; readonly injected: string[] }>();
  for await (const page of reader.pages({ name: "pods", path: collectionPath(PODS, namespace), labelSelector })) {
    for (const pod of page) {
      const metadata = objectAt(pod, "metadata");
      const home = textAt(metadata, "namespace") ?? "";
      if (known.has(home)) continue;
      const pods = found.get(home) ?? { names: [], injected: [] };
      found.set(home, pods);
      const list = readAdmitted(pod) === undefined ? pods.names : pods.injected;
      list.push(textAt(metadata, "name") ?? "");
    }
  }
  return atMost(WIDTH, [...found], async ([home, pods], index) => {
    const similar = index < MOST_READ ? await listSimilar(reader, home) : [];
    return { namespace: home, ...pods, similar };
  });
}

/** Namespaces whose labels are read. */
const MOST_READ = 20;
const WIDTH = 4;

/** Labels with our prefix, as far as the user may read the namespace. */
async function listSimilar(reader: ObjectReader, name: string): Promise<readonly string[]> {
  const home = orElse(await attempt(() => reader.get({ type: NAMESPACES, name })), undefined);
  const labels = objectAt(objectAt(home ?? {}, "metadata"), "labels");
  return Object.keys(labels).filter((key) => key.startsWith(KEY_PREFIX) && key !== INJECT_LABEL);
}
