import type { JsonObject } from "../../kubernetes/json.ts";
import type { ModelExpress } from "../model-express.ts";
import { ownedMetadata } from "../ownership.ts";

/** Who the server is to others, such as a cloud's storage; in the cluster it has no rights. */
export function serviceAccount(instance: ModelExpress): JsonObject {
  const { annotations } = instance.spec.serviceAccount ?? {};
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { ...ownedMetadata(instance), ...(annotations === undefined ? {} : { annotations }) },
    automountServiceAccountToken: false,
  };
}
