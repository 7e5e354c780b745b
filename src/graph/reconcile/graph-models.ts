import { setImmediate } from "node:timers/promises";
import { MemoryDirectory } from "../../cluster/memory-directory.ts";
import { MOST_MODELS, modelExpressSpec } from "../../deployment/model-express-spec.ts";
import { decide } from "../../injection/decide.ts";
import type { Settings } from "../../injection/settings.ts";
import { compareTexts } from "../../kubernetes/compare-texts.ts";
import { exceeds } from "../../kubernetes/extent.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { LIMITS } from "../../kubernetes/limits.ts";
import { DYNAMO_NAMESPACE_LABEL, GLOBAL, KEY_PREFIX } from "../../model-express/keys.ts";
import { derivePods } from "../../operator/derive-pods.ts";
import { readGraph } from "../../operator/read-graph.ts";

const NAME = "declared";

/** Dynamo's API takes 25 components, with up to two roles each. Further pods of an older API are not decided. */
const MOST_PODS = 64;

/**
 * The models that the pods of a graph would pull, as `spec.models` has them: in order, without duplicates. The pods are
 * derived from the graph, because none of them needs to exist, and decided like all others. A pod can take as long as
 * a decision may, so others get their turn after each. None for a graph that is larger than what is read of a watch.
 */
export async function listGraphModels(
  graph: JsonObject,
  namespace: string,
  settings: Settings,
): Promise<readonly string[]> {
  if (exceeds(graph, { size: LIMITS.watched.bytes })) return [];
  const directory = createDirectory(namespace);
  const models = new Set<string>();
  for (const { pod } of derivePods(readGraph(graph, namespace)).slice(0, MOST_PODS)) {
    const decision = decide({ namespace, object: pod }, directory, settings);
    const isOurs = decision.outcome === "inject" && decision.found.instance?.name === NAME;
    for (const model of isOurs ? (decision.pull?.models ?? []) : []) models.add(model);
    await setImmediate();
  }
  return [...models].filter(isListable).sort(compareTexts).slice(0, MOST_MODELS);
}

/** Not a URI: an instance downloads those for the pods that ask for them. */
function isListable(model: string): boolean {
  return modelExpressSpec.shape.models.safeParse([model]).success;
}

/** An instance that serves every pod, with a cache that it can mount: then pods pull all that they name. */
function createDirectory(namespace: string): MemoryDirectory {
  const directory = new MemoryDirectory();
  const labels = { [DYNAMO_NAMESPACE_LABEL]: GLOBAL };
  const annotations = { [`${KEY_PREFIX}claim`]: NAME };
  directory.set("Service", {
    metadata: { namespace, name: NAME, labels, annotations },
    spec: { ports: [{ name: "grpc", port: 8001 }] },
  });
  directory.set("PersistentVolumeClaim", {
    metadata: { namespace, name: NAME },
    spec: { accessModes: ["ReadWriteMany"] },
  });
  return directory;
}
