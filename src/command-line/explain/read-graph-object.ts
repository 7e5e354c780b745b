import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { collectionPath } from "../../kubernetes/resource-type.ts";
import { Failure } from "../failure.ts";

/** Newest first. All versions show the same objects. */
const TYPES = ["v1beta1", "v1alpha1"].map((version) => ({
  apiVersion: `nvidia.com/${version}`,
  plural: "dynamographdeployments",
}));

/**
 * Reads a graph of the cluster, in the newest served version.
 *
 * @throws {Failure} if it does not exist, or Dynamo is not installed
 */
export async function readGraphObject(reader: ObjectReader, namespace: string, name: string): Promise<JsonObject> {
  for (const type of TYPES) {
    const graph = await reader.get({ type, namespace, name });
    if (graph !== undefined) return graph;
    // A list distinguishes a missing graph from a version that is not served.
    const all = await reader.at(collectionPath(type, namespace));
    if (all !== undefined)
      throw new Failure(`there is no DynamoGraphDeployment ${name} in namespace ${namespace}${others(all)}`);
  }
  throw new Failure("this cluster has no DynamoGraphDeployments: Dynamo's operator is not installed");
}

const MOST_NAMED = 5;

function others(list: JsonObject): string {
  const names = (Array.isArray(list["items"]) ? list["items"] : []).flatMap((item) => readName(item as JsonObject));
  if (names.length === 0) return ", nor any other";
  return `; it has ${names.slice(0, MOST_NAMED).join(", ")}${names.length > MOST_NAMED ? ", …" : ""}`;
}

function readName({ metadata }: JsonObject): readonly string[] {
  const { name } = (metadata ?? {}) as JsonObject;
  return typeof name === "string" ? [name] : [];
}
