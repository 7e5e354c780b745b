import jsonPatch from "fast-json-patch";
import type { JsonObject } from "../kubernetes/json.ts";
import { declaredInstances, isProblem } from "./declared-instances.ts";
import { findTopLevel } from "./find-components.ts";
import { annotationsOf, type GraphName } from "./graph.ts";
import { instanceObject } from "./instance-object.ts";
import { problemOfInstance } from "./instance-spec.ts";
import { mutateGraph } from "./mutate-graph.ts";
import { takeComponent } from "./take-component.ts";

/** A graph after admission, and the `ModelExpress` objects that the controller creates for it. */
export interface AdmittedGraph {
  readonly graph: JsonObject;
  readonly modelExpresses: readonly JsonObject[];
  /** Returned to the client that applies the graph. */
  readonly warnings: readonly string[];
}

/**
 * Admits a graph without a cluster. Includes the forms that the API server drops, because `graph -f` rewrites them.
 */
export function admitGraph(object: JsonObject, name: GraphName): AdmittedGraph {
  const { operations, warnings } = mutateGraph(
    { namespace: name.namespace, object, oldObject: undefined },
    () => undefined,
  );
  const patch = structuredClone(operations) as jsonPatch.Operation[];
  const graph: JsonObject = jsonPatch.applyPatch(structuredClone(object), patch).newDocument;
  const owner = { ...name, uid: "", apiVersion: String(object["apiVersion"]) };
  const instances = [...declaredBy(graph, name), ...topLevelOf(object, name)];
  return { graph, modelExpresses: instances.map(([key, spec]) => instanceObject(owner, key, spec)), warnings };
}

function declaredBy(graph: JsonObject, name: GraphName): readonly (readonly [string, JsonObject])[] {
  const declared = declaredInstances(name, annotationsOf(graph));
  return isProblem(declared) ? [] : [...declared.instances];
}

function topLevelOf(object: JsonObject, name: GraphName): readonly (readonly [string, JsonObject])[] {
  return findTopLevel(object).flatMap((component) => {
    const { spec } = takeComponent(component, (key, value) => problemOfInstance(name, key, value));
    return spec === undefined ? [] : [[component.name, spec] as const];
  });
}
