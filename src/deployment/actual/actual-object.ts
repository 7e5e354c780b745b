import { ownFields } from "../../cluster/objects/own-fields.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { INSTANCE_LABEL } from "../ownership.ts";

/** An object in the cluster, as far as it matters whose it is and whether it is as it was applied. */
export interface ActualObject {
  readonly uid: string;
  /** The resourceVersion. */
  readonly version: string;
  /** The uid of the `ModelExpress`, or whatever else, that controls it. */
  readonly owner: string | undefined;
  /** The name of the `ModelExpress` that it is labelled for. */
  readonly instance: string | undefined;
  /** See `ownFields`. */
  readonly fields: string;
}

export function readActualObject(object: JsonObject, manager: string): ActualObject {
  const metadata = objectAt(object, "metadata");
  const controller = objectsAt(metadata, "ownerReferences").find((owner) => member(owner, "controller") === true);
  return {
    uid: textAt(metadata, "uid") ?? "",
    version: textAt(metadata, "resourceVersion") ?? "",
    owner: controller && textAt(controller, "uid"),
    instance: textAt(objectAt(metadata, "labels"), INSTANCE_LABEL),
    fields: ownFields(object, manager),
  };
}
