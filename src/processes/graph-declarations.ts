import type { Declarations } from "../cluster/live/declared-layer.ts";
import { objectsDeclaredBy } from "../deployment/desired/declared-objects.ts";
import { isProblem, readDeclaredInstances } from "../graph/declared-instances.ts";
import { buildInstance } from "../graph/instance-object.ts";
import { GraphResource } from "../graph/reconcile/graph-resource.ts";
import { readGraph } from "../graph/reconcile/watched-graph.ts";
import type { JsonObject } from "../kubernetes/json.ts";

/** The instances that graphs declare, for which the controller creates Services. */
export function buildGraphDeclarations(): Declarations {
  const resource = new GraphResource();
  return { resource, declaredBy: (graph) => declareObjects(graph, resource.type.apiVersion) };
}

function declareObjects(object: JsonObject, apiVersion: string): readonly JsonObject[] {
  const graph = readGraph(object);
  const declared = readDeclaredInstances(graph, graph.annotations);
  if (isProblem(declared)) return [];
  const owner = { namespace: graph.namespace, name: graph.name, uid: graph.uid, apiVersion };
  return [...declared.instances].flatMap(([name, spec]) => objectsDeclaredBy(buildInstance(owner, name, spec)));
}
