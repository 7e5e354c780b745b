import { isObject, type JsonObject, member, objectAt, textAt } from "../kubernetes/json.ts";
import { findComponents, findTopLevel } from "./find-components.ts";
import { isGraph } from "./graph.ts";
import { readLastApplied } from "./last-applied.ts";

/**
 * Lists the places of a graph's Model Express that the API server dropped before admission, because Dynamo's API has
 * no such fields. A client without strict validation gets no warning about it; only the annotation in which `kubectl`
 * records the last-applied object still has them.
 */
export function listDroppedFields(graph: JsonObject): readonly string[] {
  const written = readLastApplied(graph);
  return isGraph(written) ? listUnknownFields(written, (name) => isKept(graph, name)) : [];
}

/**
 * Lists the places of a graph's Model Express for which Dynamo's API has no field.
 *
 * @param isKnown whether a member of the graph or of its spec has one all the same
 */
export function listUnknownFields(
  written: JsonObject,
  isKnown: (name: string) => boolean = () => false,
): readonly string[] {
  const isOld = textAt(written, "apiVersion") === "nvidia.com/v1alpha1";
  const members = findTopLevel(written).filter(({ name }) => !isKnown(name));
  const components = findComponents(written);
  const services = isOld ? [] : components.filter(({ kind }) => kind === "service");
  const claims = components.filter(
    ({ body }) => isObject(member(body, "pvc")) && !services.some((each) => each.body === body),
  );
  return [...[...members, ...services].map(({ place }) => place), ...claims.map(({ place }) => `${place}.pvc`)];
}

/** Whether the API server kept the member. With Dynamo's CustomResourceDefinitions installed it never does. */
function isKept(graph: JsonObject, name: string): boolean {
  return isObject(member(graph, name)) || isObject(member(objectAt(graph, "spec"), name));
}

/** The admission warning about dropped fields. */
export function describeDropped(places: readonly string[]): string {
  const what = places.length === 1 ? `${places[0]} was` : `${places.join(", ")} were`;
  return `${what} dropped by the API server, because Dynamo's API has no such field: ${rewriteCommand()}`;
}

/** The warning about a file with such fields, which kubectl refuses. */
export function describeUnknown(places: readonly string[], file?: string): string {
  const what = places.length === 1 ? `${places[0]} is` : `${places.join(", ")} are`;
  return `${what} not in Dynamo's API, so kubectl refuses the file; rewrite it: ${rewriteCommand(file)}`;
}

export function rewriteCommand(file = "FILE"): string {
  return `model-express-injector graph -f ${file} | kubectl apply -f -`;
}
