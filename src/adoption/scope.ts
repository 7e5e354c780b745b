import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { isLabelValue } from "../kubernetes/names.ts";
import { DYNAMO, DYNAMO_NAMESPACE_LABEL, GLOBAL } from "../model-express/keys.ts";
import { Refusal } from "./refusal.ts";

/**
 * The dynamo namespace that the Service is to serve: the requested one, else the one in its label, else that of its
 * graph.
 *
 * @throws {Refusal} if none of these is known, or if the value is not a valid dynamo namespace
 */
export function chooseScope(service: JsonObject, asked: string | undefined): string {
  const labels = objectAt(objectAt(service, "metadata"), "labels");
  // Under Grove the operator's Services have no labels of the graph, but their selectors name it.
  const selector = objectAt(objectAt(service, "spec"), "selector");
  const scope =
    asked ??
    textAt(labels, DYNAMO_NAMESPACE_LABEL) ??
    textAt(labels, DYNAMO.namespace) ??
    textAt(selector, DYNAMO.namespace);
  if (scope === undefined) {
    throw new Refusal("the dynamo namespace to serve is unknown: name one with --dynamo-namespace D, or --global");
  }
  if (isLabelValue(scope)) return scope;
  throw new Refusal(`"${scope}" is not a dynamo namespace: at most 63 of A-Z, a-z, 0-9, -, _ and ., or ${GLOBAL}`);
}
