import { type JsonObject, textAt } from "../../kubernetes/json.ts";

/** The command for a Deployment of the injector that is scaled to 0. */
export function scaleUp(metadata: JsonObject): string {
  const name = textAt(metadata, "name");
  const replicas = name?.endsWith("controller") ? 1 : 2;
  return `kubectl scale deployment ${name} -n ${textAt(metadata, "namespace")} --replicas ${replicas}`;
}
