import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { collectionPath } from "../../kubernetes/resource-type.ts";

/** Lists the `ModelExpress` objects; `undefined` if the CustomResourceDefinition is not installed. */
export async function readModelExpresses(
  reader: ObjectReader,
  namespace: string | undefined,
): Promise<readonly JsonObject[] | undefined> {
  try {
    return await reader.list({ name: "modelexpresses", path: collectionPath(MODEL_EXPRESSES, namespace) });
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
}
