import type { JsonObject } from "../../kubernetes/json.ts";
import type { ModelExpress } from "../model-express.ts";
import { buildMetadata } from "../ownership.ts";

/**
 * Builds the ServiceAccount: the server's identity for external services such as cloud storage. It has no permissions
 * in the cluster.
 */
export function buildServiceAccount(instance: ModelExpress): JsonObject {
  const { annotations } = instance.spec.serviceAccount ?? {};
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { ...buildMetadata(instance), ...(annotations === undefined ? {} : { annotations }) },
    automountServiceAccountToken: false,
  };
}
