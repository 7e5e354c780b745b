import { KIND, MODEL_EXPRESSES } from "../deployment/model-express-type.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { GRAPH_KIND } from "../model-express/graph-type.ts";
import { GRAPH_LABEL } from "../model-express/keys.ts";
import { resolveModels } from "./auto-models.ts";
import { type GraphName, toDynamoNamespace, toObjectName } from "./graph.ts";

/** A graph, as the owner references of its ModelExpress objects need it. */
export interface Owner extends GraphName {
  readonly uid: string;
  /** A served version, such as `nvidia.com/v1beta1`. */
  readonly apiVersion: string;
}

/**
 * Builds the ModelExpress that a graph declares under this name. It is deleted with the graph. `models: auto` that is not
 * resolved yet is left out.
 */
export function buildInstance(owner: Owner, component: string, spec: JsonObject): JsonObject {
  const { namespace, name: graph, uid, apiVersion } = owner;
  return {
    apiVersion: MODEL_EXPRESSES.apiVersion,
    kind: KIND,
    metadata: {
      namespace,
      name: toObjectName(graph, component),
      labels: { "app.kubernetes.io/managed-by": "model-express-injector", [GRAPH_LABEL]: graph },
      // No blockOwnerDeletion: it would need permission to update the graph's finalizers.
      ownerReferences: [{ apiVersion, kind: GRAPH_KIND, name: graph, uid, controller: true }],
    },
    spec: { dynamoNamespace: toDynamoNamespace(owner), ...resolveModels(spec, []) },
  };
}
