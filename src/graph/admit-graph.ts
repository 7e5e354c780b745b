import { applyPatch } from "../apply-patch.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { isProblem, readDeclaredInstances } from "./declared-instances.ts";
import { describeUnknown, listUnknownFields } from "./dropped-fields.ts";
import { findTopLevel } from "./find-components.ts";
import { type GraphName, readAnnotations } from "./graph.ts";
import { buildInstance } from "./instance-object.ts";
import { checkInstance } from "./instance-spec.ts";
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
 *
 * @param file what holds it, as a shell takes it, for the command in a warning
 */
export function admitGraph(object: JsonObject, name: GraphName, file?: string): AdmittedGraph {
  const { operations, warnings } = mutateGraph(
    { namespace: name.namespace, object, oldObject: undefined },
    () => undefined,
  );
  const graph = applyPatch(object, operations);
  const owner = { ...name, uid: "", apiVersion: String(object["apiVersion"]) };
  const instances = [...listDeclared(graph, name), ...listTopLevel(object, name)];
  const unknown = listUnknownFields(object);
  return {
    graph,
    modelExpresses: instances.map(([key, spec]) => buildInstance(owner, key, spec)),
    warnings: [...warnings, ...(unknown.length === 0 ? [] : [describeUnknown(unknown, file)])],
  };
}

function listDeclared(graph: JsonObject, name: GraphName): readonly (readonly [string, JsonObject])[] {
  const declared = readDeclaredInstances(name, readAnnotations(graph));
  return isProblem(declared) ? [] : [...declared.instances];
}

function listTopLevel(object: JsonObject, name: GraphName): readonly (readonly [string, JsonObject])[] {
  return findTopLevel(object).flatMap((component) => {
    const { spec } = takeComponent(component, (key, value) => checkInstance(name, key, value));
    return spec === undefined ? [] : [[component.name, spec] as const];
  });
}
