import type { JsonObject, JsonValue } from "../../kubernetes/json.ts";

/** The parsed part of a pod that the decision needs. The patch is computed on the raw JSON. */
export interface Pod {
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly imagePullSecrets: readonly string[];
  readonly security: SecurityContext;
  /** The group that the kubelet sets on volumes. */
  readonly fsGroup: number | undefined;
  readonly network: PodNetwork;
  /** Of the whole pod (`spec.resources`, since Kubernetes 1.34). */
  readonly resources: Resources;
  readonly isWindows: boolean;
  /** In a user namespace (`hostUsers: false`). */
  readonly hasOwnUsers: boolean;
  /** Names its node, so the scheduler never sees it. */
  readonly isBound: boolean;
}

/** How the pod resolves names. */
export interface PodNetwork {
  readonly isHostNetwork: boolean;
  /** Default: `ClusterFirst`. */
  readonly dnsPolicy: string;
  readonly searchDomains: readonly string[];
}

export interface Container {
  /** A JSON pointer in the pod: `/spec/containers/0`. */
  readonly pointer: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** The command of `lifecycle.postStart`, which runs beside the engine with the same variables. */
  readonly startHook?: readonly string[];
  /** Empty: the image decides. */
  readonly workingDirectory: string;
  readonly env: readonly EnvVar[];
  /** Whether `envFrom` may define variables that are unknown at admission. */
  readonly hasEnvFrom: boolean;
  /** Whether all sources of `envFrom` are Secrets with a Hugging Face token, judged by their names. */
  readonly hasOnlyTokens?: boolean;
  readonly mounts: readonly VolumeMount[];
  /** The paths of block devices (`volumeDevices`). */
  readonly devicePaths?: readonly string[];
  /** An init container with `restartPolicy: Always`. */
  readonly isNativeSidecar: boolean;
  readonly security: SecurityContext;
  /** Whether it drops all capabilities, as Pod Security `restricted` requires. */
  readonly dropsCapabilities: boolean;
  /** The `type` of its own `seccompProfile`. */
  readonly seccompProfile: string | undefined;
  readonly hasReadOnlyRoot: boolean;
  readonly resources: Resources;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: JsonObject;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly isReadOnly: boolean;
  /** Relative to the volume's root; empty for the whole volume. */
  readonly subPath: string;
  readonly subPathExpr: string;
  /** With `mountPropagation: Bidirectional`: what the container mounts there appears in other containers. */
  readonly isPropagating?: boolean;
}

export interface Volume {
  readonly name: string;
  /** The key of its source: `persistentVolumeClaim`, `emptyDir`, `configMap`, … */
  readonly source: string;
  /** Only for `persistentVolumeClaim`. */
  readonly claimName?: string;
  /** Whether the source itself has `readOnly: true`, so that no mount is writable. */
  readonly isReadOnly: boolean;
  /** Only for an `emptyDir` in memory, with its size limit, if any. */
  readonly memory?: { readonly limit: JsonValue | undefined };
}

/** Quantities by resource name, as written. */
export interface Resources {
  readonly requests: JsonObject;
  readonly limits: JsonObject;
}

/** The fields that the pull copies. */
export interface SecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly seLinuxOptions?: JsonObject;
}
