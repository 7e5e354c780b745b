import { type JsonObject, member, objectAt, textAt } from "../../kubernetes/json.ts";
import { INSTANCES_ANNOTATION, MOVED_ANNOTATION } from "../../model-express/keys.ts";
import { type GraphName, readAnnotations } from "../graph.ts";

/** The part of a graph's metadata that is cached. */
export interface WatchedGraph extends GraphName {
  readonly uid: string;
  /** Changes with the spec. */
  readonly generation: number;
  /** Being deleted. The garbage collector deletes what it owns. */
  readonly isEnding: boolean;
  /** Our annotations only: others can be as large as the graph. */
  readonly annotations: JsonObject;
}

export function readGraph(object: JsonObject): WatchedGraph {
  const metadata = objectAt(object, "metadata");
  const all = readAnnotations(object);
  const ours = [INSTANCES_ANNOTATION, MOVED_ANNOTATION].filter((key) => member(all, key) !== undefined);
  return {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    uid: textAt(metadata, "uid") ?? "",
    generation: Number(member(metadata, "generation")) || 0,
    isEnding: textAt(metadata, "deletionTimestamp") !== undefined,
    annotations: Object.fromEntries(ours.map((key) => [key, all[key]])),
  };
}
