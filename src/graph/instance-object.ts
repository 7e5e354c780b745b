import { KIND, MODEL_EXPRESSES } from "../deployment/model-express-type.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { GRAPH_LABEL } from "../model-express/keys.ts";
import { GRAPH_KIND, type GraphName, objectNameOf, ownDynamoNamespace } from "./graph.ts";

/** A graph as its ModelExpress objects refer to it. */
export interface Owner extends GraphName {
  readonly uid: string;
  /** Such as `nvidia.com/v1beta1`: of a version that is served. */
  readonly apiVersion: string;
}

/** The ModelExpress that a graph declares under a name. It is deleted with the graph. */
export function instanceObject(owner: Owner, component: string, spec: JsonObject): JsonObject {
  const { namespace, name: graph, uid, apiVersion } = owner;
  return {
    apiVersion: MODEL_EXPRESSES.apiVersion,
    kind: KIND,
    metadata: {
      namespace,
      name: objectNameOf(graph, component),
      labels: { "app.kubernetes.io/managed-by": "model-express-injector", [GRAPH_LABEL]: graph },
      // It does not block the graph's deletion, which would need a right to its finalizers.
      ownerReferences: [{ apiVersion, kind: GRAPH_KIND, name: graph, uid, controller: true }],
    },
    spec: { dynamoNamespace: ownDynamoNamespace(owner), ...spec },
  };
}
