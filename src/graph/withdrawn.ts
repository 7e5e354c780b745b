import { type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { MOVED_ANNOTATION } from "../model-express/keys.ts";
import { isProblem, readInstances } from "./declared-instances.ts";
import { readAnnotations } from "./graph.ts";
import { readLastApplied } from "./last-applied.ts";

/**
 * Whether this update withdraws a component that was moved out of the graph at admission. The component is no longer
 * in the graph itself, so we look at the records that `kubectl apply` and server-side apply keep of what a client
 * applied. Clients that only patch the graph leave those records unchanged.
 */
export function isWithdrawn(component: string, before: JsonObject, after: JsonObject): boolean {
  return isApplied(component, before) && !isApplied(component, after);
}

function isApplied(component: string, graph: JsonObject): boolean {
  return isLastApplied(component, graph) || isManaged(component, graph);
}

function isLastApplied(component: string, graph: JsonObject): boolean {
  const applied = readLastApplied(graph);
  const spec = objectAt(applied, "spec");
  const isComponent = objectsAt(spec, "components").some((each) => textAt(each, "name") === component);
  return isComponent || Object.hasOwn(objectAt(spec, "services"), component) || isNoted(component, applied);
}

/**
 * A client that sends back what it read (`kubectl get -o yaml | kubectl replace -f -`) sends the annotation with the
 * moved components.
 */
function isNoted(component: string, applied: JsonObject): boolean {
  const noted = readInstances(MOVED_ANNOTATION, readAnnotations(applied));
  return !isProblem(noted) && noted.instances.has(component);
}

/** Only managers of `Apply`: entries of `Update` are recorded after admission, when the component is already gone. */
function isManaged(component: string, graph: JsonObject): boolean {
  const managers = objectsAt(objectAt(graph, "metadata"), "managedFields");
  return managers
    .filter((manager) => textAt(manager, "operation") === "Apply")
    .map((manager) => objectAt(manager, "fieldsV1"))
    .some((fields) => hasFields(objectAt(fields, "f:spec"), component) || hasNote(fields));
}

function hasFields(spec: JsonObject, component: string): boolean {
  return (
    Object.hasOwn(objectAt(spec, "f:services"), `f:${component}`) ||
    Object.hasOwn(objectAt(spec, "f:components"), `k:${JSON.stringify({ name: component })}`)
  );
}

function hasNote(fields: JsonObject): boolean {
  return Object.hasOwn(objectAt(objectAt(fields, "f:metadata"), "f:annotations"), `f:${MOVED_ANNOTATION}`);
}
