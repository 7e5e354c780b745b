import type { JsonObject, JsonValue } from "../../kubernetes/json.ts";

/** What the decision reads of a pod. Everything else stays in the raw JSON, untouched. */
export interface Pod {
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly imagePullSecrets: readonly string[];
  readonly security: SecurityContext;
  /** The group that the kubelet gives volumes to. */
  readonly fsGroup: number | undefined;
  readonly network: PodNetwork;
  /** Of the pod as a whole (`spec.resources`, since Kubernetes 1.34). */
  readonly resources: Resources;
  readonly isWindows: boolean;
}

/** How the pod resolves names. */
export interface PodNetwork {
  readonly isHostNetwork: boolean;
  /** `ClusterFirst` where the pod says nothing. */
  readonly dnsPolicy: string;
  readonly searchDomains: readonly string[];
}

export interface Container {
  /** Where it stands in the pod, a JSON pointer: `/spec/containers/0`. */
  readonly pointer: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly EnvVar[];
  /** Whether `envFrom` may define variables that admission cannot see. */
  readonly hasEnvFrom: boolean;
  /** All that `envFrom` names are Secrets with a Hugging Face token, by their names: they hold nothing else. */
  readonly hasOnlyTokens?: boolean;
  readonly mounts: readonly VolumeMount[];
  /** An init container with `restartPolicy: Always`. */
  readonly isNativeSidecar: boolean;
  readonly security: SecurityContext;
  /** It drops all capabilities, as Pod Security `restricted` demands. */
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
  /** Relative to the volume's root; empty for all of it. */
  readonly subPath: string;
  readonly subPathExpr: string;
}

export interface Volume {
  readonly name: string;
  /** The key of its source: `persistentVolumeClaim`, `emptyDir`, `configMap`, … */
  readonly source: string;
  /** Set for `persistentVolumeClaim` only. */
  readonly claimName?: string;
  /** The source itself says `readOnly: true`: no mount of it can be written. */
  readonly isReadOnly: boolean;
  /** Set for an `emptyDir` in memory only: what it may hold at most, if it says. */
  readonly memory?: { readonly limit: JsonValue | undefined };
}

/** Quantities by the name of the resource, as they are written. */
export interface Resources {
  readonly requests: JsonObject;
  readonly limits: JsonObject;
}

/** The fields that an injected container has to follow. */
export interface SecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly seLinuxOptions?: JsonObject;
}
