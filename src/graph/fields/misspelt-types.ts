import { isObject, type JsonObject, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { isModelExpressName } from "../../model-express/keys.ts";
import { findNearNames } from "../../near-names.ts";

/**
 * Describes components whose type is almost `ModelExpress`. Dynamo takes any type in v1alpha1, and runs such a component
 * as a worker of the graph.
 */
export function describeMisspeltTypes(graph: JsonObject): readonly string[] {
  const spec = objectAt(graph, "spec");
  const services = objectAt(spec, "services");
  return [
    ...describeType(services, "services", "componentType"),
    ...Object.entries(services).flatMap(([name, body]) =>
      isObject(body) ? describeType(body, `services.${name}`, "componentType") : [],
    ),
    ...objectsAt(spec, "components").flatMap((body, index) => describeType(body, `components[${index}]`, "type")),
  ];
}

function describeType(body: JsonObject, place: string, key: string): readonly string[] {
  const type = textAt(body, key);
  if (type === undefined || isModelExpressName(type) || findNearNames(type, [MEANT]).length === 0) return [];
  return [`spec.${place}.${key} is ${type}: did you mean ${MEANT}?`];
}

const MEANT = "ModelExpress";
