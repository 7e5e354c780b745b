import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { collectionPath } from "../../kubernetes/resource-type.ts";
import { GRAPH_KIND, GRAPHS } from "../../model-express/graph-type.ts";
import { describeAbsence } from "../absent-object.ts";
import { EXIT, Failure } from "../failure.ts";

/**
 * Reads a graph of the cluster, in the newest served version.
 *
 * @throws {Failure} if it does not exist, or Dynamo is not installed
 */
export async function readGraphObject(reader: ObjectReader, namespace: string, name: string): Promise<JsonObject> {
  for (const type of GRAPHS) {
    const graph = await reader.get({ type, namespace, name });
    if (graph !== undefined) return graph;
    // A list distinguishes a missing graph from a version that is not served.
    const all = await reader.at(collectionPath(type, namespace));
    if (all !== undefined) throw await describeAbsence(reader, { type, kind: GRAPH_KIND, namespace, name });
  }
  throw new Failure("this cluster has no DynamoGraphDeployments: Dynamo's operator is not installed", EXIT.problem);
}
