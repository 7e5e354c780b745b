import type { JsonObject } from "../kubernetes/json.ts";
import { KEY_PREFIX } from "../model-express/keys.ts";
import type { Identity } from "./model-express.ts";
import { KIND, MODEL_EXPRESSES } from "./model-express-type.ts";

/** On all that belongs to a `ModelExpress`: its name. The Deployment selects its pods by it. */
export const INSTANCE_LABEL = `${KEY_PREFIX}model-express`;

export function labelsOf({ name }: Identity): Readonly<Record<string, string>> {
  return {
    "app.kubernetes.io/name": "model-express",
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/managed-by": "model-express-injector",
    [INSTANCE_LABEL]: name,
  };
}

/** What it owns is deleted with it. It does not block the owner's deletion, which would need a right to its finalizers. */
export function ownerReference({ name, uid }: Identity): JsonObject {
  return { apiVersion: MODEL_EXPRESSES.apiVersion, kind: KIND, name, uid, controller: true };
}

/** The metadata of an object that is named as the `ModelExpress` is, and goes with it. */
export function ownedMetadata(identity: Identity): JsonObject {
  const { namespace, name } = identity;
  return { namespace, name, labels: labelsOf(identity), ownerReferences: [ownerReference(identity)] };
}
