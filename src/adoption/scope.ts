import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { isLabelValue } from "../kubernetes/names.ts";
import { DYNAMO, DYNAMO_NAMESPACE_LABEL, GLOBAL } from "../model-express/keys.ts";
import { Refusal } from "./refusal.ts";

/**
 * The dynamo namespace that the Service shall serve: the one that is asked for, else the one that it serves already, else
 * the one of the graph that it belongs to.
 *
 * @throws {Refusal} when nothing tells, or it is none
 */
export function scopeOf(service: JsonObject, asked: string | undefined): string {
  const labels = objectAt(objectAt(service, "metadata"), "labels");
  // Under Grove the operator's Services carry no labels of the graph, but they select by them.
  const selector = objectAt(objectAt(service, "spec"), "selector");
  const scope =
    asked ??
    textAt(labels, DYNAMO_NAMESPACE_LABEL) ??
    textAt(labels, DYNAMO.namespace) ??
    textAt(selector, DYNAMO.namespace);
  if (scope === undefined) {
    throw new Refusal("whom it serves is not known: name a dynamo namespace with --dynamo-namespace D, or --global");
  }
  if (isLabelValue(scope)) return scope;
  throw new Refusal(`"${scope}" is no dynamo namespace: at most 63 of A-Z, a-z, 0-9, -, _ and ., or ${GLOBAL}`);
}
