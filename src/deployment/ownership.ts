import type { JsonObject } from "../kubernetes/json.ts";
import { INSTANCE_LABEL } from "../model-express/keys.ts";
import type { Identity } from "./model-express.ts";
import { KIND, MODEL_EXPRESSES } from "./model-express-type.ts";

export function buildLabels({ name }: Identity): Readonly<Record<string, string>> {
  return {
    "app.kubernetes.io/name": "model-express",
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/managed-by": "model-express-injector",
    [INSTANCE_LABEL]: name,
  };
}

/**
 * The owned object is deleted with its `ModelExpress`. No blockOwnerDeletion: it would need permission to update
 * finalizers.
 */
export function buildOwnerReference({ name, uid }: Identity): JsonObject {
  return { apiVersion: MODEL_EXPRESSES.apiVersion, kind: KIND, name, uid, controller: true };
}

/** The metadata of an object with the name of its `ModelExpress`, owned by it. */
export function buildMetadata(identity: Identity): JsonObject {
  const { namespace, name } = identity;
  return { namespace, name, labels: buildLabels(identity), ownerReferences: [buildOwnerReference(identity)] };
}
