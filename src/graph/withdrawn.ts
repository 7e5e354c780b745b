import { type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { MOVED_ANNOTATION } from "../model-express/keys.ts";
import { isProblem, readInstances } from "./declared-instances.ts";
import { annotationsOf } from "./graph.ts";
import { lastApplied } from "./last-applied.ts";

/**
 * Whether this change of a graph is the one by which its author gives a component up that is not in the graph itself
 * any more, because it was taken out at admission. Whoever applies, by `kubectl` or on the server's side, leaves a record
 * of all that they wrote; those who only change something keep that record as it is.
 */
export function isWithdrawn(component: string, before: JsonObject, after: JsonObject): boolean {
  return isApplied(component, before) && !isApplied(component, after);
}

function isApplied(component: string, graph: JsonObject): boolean {
  return isLastApplied(component, graph) || isManaged(component, graph);
}

function isLastApplied(component: string, graph: JsonObject): boolean {
  const applied = lastApplied(graph);
  const spec = objectAt(applied, "spec");
  const isComponent = objectsAt(spec, "components").some((each) => textAt(each, "name") === component);
  return isComponent || Object.hasOwn(objectAt(spec, "services"), component) || isNoted(component, applied);
}

/** Who sends back what they were given (`kubectl get -o yaml | kubectl replace -f -`) sends the note of what was moved. */
function isNoted(component: string, applied: JsonObject): boolean {
  const noted = readInstances(MOVED_ANNOTATION, annotationsOf(applied));
  return !isProblem(noted) && noted.instances.has(component);
}

/** By a field manager that applies: what others wrote is recorded after admission, when the component is gone. */
function isManaged(component: string, graph: JsonObject): boolean {
  const managers = objectsAt(objectAt(graph, "metadata"), "managedFields");
  return managers
    .filter((manager) => textAt(manager, "operation") === "Apply")
    .map((manager) => objectAt(manager, "fieldsV1"))
    .some((fields) => isIn(objectAt(fields, "f:spec"), component) || hasNote(fields));
}

function isIn(spec: JsonObject, component: string): boolean {
  return (
    Object.hasOwn(objectAt(spec, "f:services"), `f:${component}`) ||
    Object.hasOwn(objectAt(spec, "f:components"), `k:${JSON.stringify({ name: component })}`)
  );
}

function hasNote(fields: JsonObject): boolean {
  return Object.hasOwn(objectAt(objectAt(fields, "f:metadata"), "f:annotations"), `f:${MOVED_ANNOTATION}`);
}
