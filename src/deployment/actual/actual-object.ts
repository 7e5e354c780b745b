import { ownFields } from "../../cluster/objects/own-fields.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { findControllerReference } from "../../kubernetes/owner-reference.ts";
import { INSTANCE_LABEL } from "../../model-express/keys.ts";

/** What is cached of an object in the cluster: enough to know who owns it and whether it still is as applied. */
export interface ActualObject {
  readonly uid: string;
  readonly version: string;
  /** The uid of the object that controls it: the `ModelExpress`, or something else. */
  readonly owner: string | undefined;
  /** The name of the `ModelExpress` in its label. */
  readonly instance: string | undefined;
  /** The fields of our managedFields entry; see `ownFields`. */
  readonly fields: string;
}

export function readActualObject(object: JsonObject, manager: string): ActualObject {
  const metadata = objectAt(object, "metadata");
  const controller = findControllerReference(metadata);
  return {
    uid: textAt(metadata, "uid") ?? "",
    version: textAt(metadata, "resourceVersion") ?? "",
    owner: controller && textAt(controller, "uid"),
    instance: textAt(objectAt(metadata, "labels"), INSTANCE_LABEL),
    fields: ownFields(object, manager),
  };
}
