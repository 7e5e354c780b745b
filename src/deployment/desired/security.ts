/** Meets Pod Security `restricted`. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};

/**
 * Images up to 0.5 set no user, and the kubelet refuses those under `runAsNonRoot` alone. OnRootMismatch avoids
 * changing the group of every file of a large cache at each start.
 */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};
