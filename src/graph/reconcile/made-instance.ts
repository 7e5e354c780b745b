import { type ActualObject, readActualObject } from "../../deployment/actual/actual-object.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { GRAPH_LABEL } from "../../model-express/keys.ts";

/** A ModelExpress that the controller created for a graph. */
export interface MadeInstance extends ActualObject {
  readonly namespace: string;
  readonly name: string;
  /** The graph in its label. */
  readonly graph: string;
}

export function readMadeInstance(object: JsonObject, manager: string): MadeInstance {
  const metadata = objectAt(object, "metadata");
  return {
    ...readActualObject(object, manager),
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    graph: textAt(objectAt(metadata, "labels"), GRAPH_LABEL) ?? "",
  };
}
