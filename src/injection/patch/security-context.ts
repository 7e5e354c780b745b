import type { JsonObject } from "../../kubernetes/json.ts";
import type { Pull } from "../decision.ts";
import type { Container, Pod } from "../pod/pod.ts";

/** The uid of Model Express's image since 0.6, and of Dynamo's. Images up to 0.5 run as root. */
const MODEL_EXPRESS_UID = 1000;

/**
 * Runs as the container that reads the files, and needs no permission that the pod does not have, so a policy that
 * admitted the pod still does. Pure restrictions are always set.
 */
export function buildPullSecurityContext(pod: Pod, { like, runAs }: Pick<Pull, "like" | "runAs">): JsonObject {
  const isNonRoot = like.security.runAsNonRoot ?? pod.security.runAsNonRoot ?? false;
  const user = runAs ?? like.security.runAsUser ?? pod.security.runAsUser;
  const isRoot = user === undefined ? !isNonRoot : user === 0;
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: isRoot && !like.dropsCapabilities ? ALL_BUT_ONE : ["ALL"] },
    readOnlyRootFilesystem: true,
    ...seccomp(like),
    ...like.security,
    ...(runAs === undefined ? {} : { runAsUser: runAs }),
    ...(isNonRoot && user === undefined ? { runAsUser: MODEL_EXPRESS_UID } : {}),
  };
}

/**
 * The capabilities that container runtimes give to root (containerd, `oci/spec_opts`; CRI-O gives fewer), without
 * `DAC_OVERRIDE`: root cannot write to another user's directory without it. To drop all and add one is refused by
 * policies that admit a container that states nothing, such as OpenShift's `restricted-v2`.
 */
const ALL_BUT_ONE = [
  ...["AUDIT_WRITE", "CHOWN", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID"],
  ...["SETPCAP", "SETUID", "SYS_CHROOT"],
];

/** The pod's profile is inherited. A custom profile for an engine may not fit the pull. */
function seccomp({ seccompProfile }: Container): JsonObject {
  const isStated = seccompProfile !== undefined && seccompProfile !== "Unconfined";
  return isStated ? { seccompProfile: { type: "RuntimeDefault" } } : {};
}
