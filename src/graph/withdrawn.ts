import { isObject, type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { annotationsOf } from "./graph.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

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
  const spec = objectAt(parsed(textAt(annotationsOf(graph), LAST_APPLIED) ?? ""), "spec");
  const isComponent = objectsAt(spec, "components").some((each) => textAt(each, "name") === component);
  return isComponent || Object.hasOwn(objectAt(spec, "services"), component);
}

/** By a field manager that applies: what others wrote is recorded after admission, when the component is gone. */
function isManaged(component: string, graph: JsonObject): boolean {
  const managers = objectsAt(objectAt(graph, "metadata"), "managedFields");
  return managers
    .filter((manager) => textAt(manager, "operation") === "Apply")
    .map((manager) => objectAt(objectAt(manager, "fieldsV1"), "f:spec"))
    .some(
      (spec) =>
        Object.hasOwn(objectAt(spec, "f:services"), `f:${component}`) ||
        Object.hasOwn(objectAt(spec, "f:components"), `k:${JSON.stringify({ name: component })}`),
    );
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
