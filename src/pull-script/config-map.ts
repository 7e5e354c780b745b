import type { JsonObject } from "../kubernetes/json.ts";
import { type PullScript, SCRIPT_KEY, SCRIPT_LABEL } from "../model-express/pull-script.ts";

const DESCRIPTION =
  "What the init containers model-express-pull of this namespace run. A pod runs it only if its SHA-256 is that in the pod.";

/** Has no owner: a pod that restarts needs it after its Model Express is gone. It goes with the namespace. */
export function buildScriptMap({ name, text }: PullScript, namespace: string): JsonObject {
  const annotations = { "kubernetes.io/description": DESCRIPTION };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels: { [SCRIPT_LABEL]: "true" }, annotations },
    immutable: true,
    data: { [SCRIPT_KEY]: text },
  };
}
