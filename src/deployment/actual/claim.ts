import { readAccessModes } from "../../kubernetes/access-modes.ts";
import { type JsonObject, member, objectAt, textAt } from "../../kubernetes/json.ts";
import { type ActualObject, readActualObject } from "./actual-object.ts";

/** A PersistentVolumeClaim. */
export interface Claim extends ActualObject {
  /** It was deleted, and stays as long as pods use it. New pods cannot mount it. */
  readonly isEnding: boolean;
  /** `Pending`, `Bound` or `Lost`. */
  readonly phase: string;
  /** `undefined` while it waits for a default class; empty: a volume without a class. */
  readonly storageClass: string | undefined;
  readonly accessModes: readonly string[];
  /** The requested size, as a quantity. */
  readonly size: string;
  /** The size of its volume, as a quantity; `undefined` until it is bound. */
  readonly capacity: string | undefined;
}

/** Of `kubernetes.io`: the deprecated annotation for the class. It still takes effect. */
const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

export function readClaim(object: JsonObject, manager: string): Claim {
  const [spec, status] = [objectAt(object, "spec"), objectAt(object, "status")];
  const metadata = objectAt(object, "metadata");
  const annotations = objectAt(metadata, "annotations");
  return {
    ...readActualObject(object, manager),
    isEnding: textAt(metadata, "deletionTimestamp") !== undefined,
    phase: textAt(status, "phase") ?? "Pending",
    storageClass: textAt(spec, "storageClassName") ?? textAt(annotations, CLASS_ANNOTATION),
    accessModes: readAccessModes(object),
    size: textAt(objectAt(objectAt(spec, "resources"), "requests"), "storage") ?? "",
    capacity: textAt(objectAt(status, "capacity"), "storage"),
  };
}

/** A StorageClass. */
export interface StorageClass {
  readonly name: string;
  readonly isDefault: boolean;
  readonly canExpand: boolean;
  /** `WaitForFirstConsumer`: a claim is bound when a pod uses it. */
  readonly waitsForPod: boolean;
}

const DEFAULT_ANNOTATION = "storageclass.kubernetes.io/is-default-class";

export function readStorageClass(object: JsonObject): StorageClass {
  const metadata = objectAt(object, "metadata");
  return {
    name: textAt(metadata, "name") ?? "",
    isDefault: textAt(objectAt(metadata, "annotations"), DEFAULT_ANNOTATION) === "true",
    canExpand: member(object, "allowVolumeExpansion") === true,
    waitsForPod: textAt(object, "volumeBindingMode") === "WaitForFirstConsumer",
  };
}
