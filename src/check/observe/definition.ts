import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { GROUP, MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { ResourceType } from "../../kubernetes/resource-type.ts";

const DEFINITIONS: ResourceType = { apiVersion: "apiextensions.k8s.io/v1", plural: "customresourcedefinitions" };

/** Reads the CustomResourceDefinition of `ModelExpress`; `undefined` if it is not installed. */
export function readDefinition(reader: ObjectReader): Promise<JsonObject | undefined> {
  return reader.get({ type: DEFINITIONS, name: `${MODEL_EXPRESSES.plural}.${GROUP}` });
}
