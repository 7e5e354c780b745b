import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";

/** The command for a Deployment of the injector that is scaled to 0. */
export function scaleUp(metadata: JsonObject): string {
  const name = textAt(metadata, "name");
  const component = textAt(objectAt(metadata, "labels"), "app.kubernetes.io/component");
  const replicas = component === "controller" ? 1 : 2;
  return `kubectl scale deployment ${name} -n ${textAt(metadata, "namespace")} --replicas ${replicas}`;
}
