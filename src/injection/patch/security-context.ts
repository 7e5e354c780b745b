import type { JsonObject } from "../../kubernetes/json.ts";
import type { Container, Pod } from "../pod/pod.ts";

/** The uid of Model Express's image since 0.6, and of Dynamo's; images up to 0.5 run as root. */
const MODEL_EXPRESS_UID = 1000;

/**
 * Passes Pod Security `restricted` where the pod did, and runs as the container that will read the files. A container
 * that may be root and keeps capabilities lends the pull the one without which root cannot write to another user's
 * directory.
 */
export function pullSecurityContext(pod: Pod, { security: like, dropsCapabilities }: Container): JsonObject {
  const isNonRoot = like.runAsNonRoot ?? pod.security.runAsNonRoot ?? false;
  const hasUser = like.runAsUser !== undefined || pod.security.runAsUser !== undefined;
  return {
    allowPrivilegeEscalation: false,
    capabilities: isNonRoot || dropsCapabilities ? { drop: ["ALL"] } : { drop: ["ALL"], add: ["DAC_OVERRIDE"] },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: "RuntimeDefault" },
    ...like,
    ...(isNonRoot && !hasUser ? { runAsUser: MODEL_EXPRESS_UID } : {}),
  };
}
