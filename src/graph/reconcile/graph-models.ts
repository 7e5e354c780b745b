import { MemoryDirectory } from "../../cluster/memory-directory.ts";
import { MOST_MODELS, modelExpressSpec } from "../../deployment/model-express-spec.ts";
import { type DecisionSettings, decide } from "../../injection/decide.ts";
import { compareTexts } from "../../kubernetes/compare-texts.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { DYNAMO_NAMESPACE_LABEL, GLOBAL, KEY_PREFIX } from "../../model-express/keys.ts";
import { derivePods } from "../../operator/derive-pods.ts";
import { readGraph } from "../../operator/read-graph.ts";

const NAME = "declared";

/**
 * The models that the pods of a graph would pull, as `spec.models` has them: in order, without duplicates. The pods are
 * derived from the graph, because none of them needs to exist, and decided like all others.
 */
export function listGraphModels(graph: JsonObject, namespace: string, settings: DecisionSettings): readonly string[] {
  const directory = createDirectory(namespace);
  const models = derivePods(readGraph(graph, namespace)).flatMap(({ pod }) => {
    const decision = decide({ namespace, object: pod }, directory, settings);
    const isOurs = decision.outcome === "inject" && decision.found.instance?.name === NAME;
    return isOurs ? (decision.pull?.models ?? []) : [];
  });
  const listed = [...new Set(models)].filter(isListable).sort(compareTexts);
  return listed.slice(0, MOST_MODELS);
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
