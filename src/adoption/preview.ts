import { MemoryDirectory } from "../cluster/memory-directory.ts";
import { type Mutation, mutatePod } from "../injection/mutate-pod.ts";
import type { Settings } from "../injection/settings.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { DYNAMO, GLOBAL } from "../model-express/keys.ts";

export interface Preview {
  readonly namespace: string;
  /** The dynamo namespace that the instance serves, or `global`. */
  readonly scope: string;
  /** The Service with its marks. */
  readonly service: JsonObject;
  readonly claim: JsonObject | undefined;
}

/** Decides, as the webhook would, about a worker in the Service's namespace that names a model. */
export function previewMutation({ namespace, scope, service, claim }: Preview, settings: Settings): Mutation {
  const directory = new MemoryDirectory();
  directory.set("Service", service);
  if (claim !== undefined) directory.set("PersistentVolumeClaim", claim);
  return mutatePod({ namespace, object: buildWorker(scope === GLOBAL ? "any" : scope) }, directory, settings);
}

function buildWorker(dynamoNamespace: string): JsonObject {
  return {
    metadata: { labels: { [DYNAMO.componentType]: "worker", [DYNAMO.namespace]: dynamoNamespace } },
    spec: { containers: [{ name: "main", command: ["vllm", "serve", "org/model"] }] },
  };
}
