import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { type DeclaredModelExpress, readModelExpress } from "../../deployment/model-express.ts";
import { MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import { collectionPath } from "../../kubernetes/resource-type.ts";

/** The `ModelExpress` objects of a namespace, or of all, without those that are being deleted. */
export async function listInstances(
  reader: ObjectReader,
  namespace: string | undefined,
): Promise<readonly DeclaredModelExpress[]> {
  const path = collectionPath(MODEL_EXPRESSES, namespace);
  const objects = await reader.list({ name: MODEL_EXPRESSES.plural, path });
  return objects.flatMap((object) => readModelExpress(object) ?? []);
}
