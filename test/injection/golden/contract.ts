import type { JsonObject, JsonValue } from "../../../src/kubernetes/json.ts";

/** How a target, or the pod as a whole, gets its models. */
export type Mode = "shared" | "stream" | "env";

/** The inputs of one target's variables. */
export interface TargetFacts {
  readonly mode: Mode;
  /** Absent if the address is known only at run time. */
  readonly url: string | undefined;
  /** The mount path M. */
  readonly path: string;
  /** The Hugging Face hub directory. */
  readonly cache: string;
  readonly isOffline: boolean;
  /** The cache is on a new volume of the pod's own, so any user can write there. */
  readonly isOwnVolume: boolean;
  /** Its engines load from peers. */
  readonly isFromPeers: boolean;
}

/**
 * The contract's variables, in the order in which a target gets them, each only if the container does not define it.
 * To add a variable to the contract, add a line here.
 */
export const VARIABLES: Readonly<Record<string, (target: TargetFacts) => string | JsonObject | undefined>> = {
  MODEL_EXPRESS_URL: ({ url }) => url,
  MX_SERVER_ADDRESS: ({ url }) => url,
  MODEL_EXPRESS_PATH: ({ mode, path }) => (mode === "env" ? undefined : path),
  HF_HOME: ({ isOwnVolume, path }) => (isOwnVolume ? path : undefined),
  HF_MODULES_CACHE: ({ isOwnVolume, path }) => (isOwnVolume ? `${path}/modules` : undefined),
  HF_HUB_CACHE: ({ mode, cache }) => (mode === "env" ? undefined : cache),
  MODEL_EXPRESS_CACHE_DIRECTORY: ({ mode, cache }) => (mode === "env" ? undefined : cache),
  MODEL_EXPRESS_NO_SHARED_STORAGE: ({ mode }) => (mode === "shared" ? undefined : "true"),
  HF_HUB_OFFLINE: ({ isOffline }) => (isOffline ? "1" : undefined),
  MX_P2P_METADATA: ({ isFromPeers }) => (isFromPeers ? "1" : undefined),
  POD_NAME: ({ isFromPeers }) => (isFromPeers ? { fieldRef: { fieldPath: "metadata.name" } } : undefined),
  POD_UID: ({ isFromPeers }) => (isFromPeers ? { fieldRef: { fieldPath: "metadata.uid" } } : undefined),
  POD_NAMESPACE: ({ isFromPeers }) => (isFromPeers ? { fieldRef: { fieldPath: "metadata.namespace" } } : undefined),
};

/** The contract's variables for a target in Kubernetes's format. */
export function contractVariables(target: TargetFacts): JsonObject[] {
  return Object.entries(VARIABLES).flatMap(([name, valueFor]) => {
    const value = valueFor(target);
    return typeof value === "string" ? [{ name, value }] : [];
  });
}

/** The address and the location in most cases. */
export const USUAL = {
  from: "Service inference/model-express",
  url: "http://model-express.inference.svc:8001",
  path: "/model-express",
  cache: "/model-express/hub",
} as const;

/** The inputs of the pull's variables. */
export interface PullFacts {
  readonly mode: Mode;
  readonly url: string | undefined;
  readonly cache: string;
  readonly timeoutSeconds: number;
  readonly isOffline: boolean;
}

/** The pull's variables in order; the models follow as `MX_PULL_MODEL_0…`. */
export const PULL_VARIABLES: Readonly<Record<string, (pull: PullFacts) => string | undefined>> = {
  MODEL_EXPRESS_ENDPOINT: ({ url }) => url,
  MODEL_EXPRESS_CACHE_DIRECTORY: ({ cache }) => cache,
  MODEL_EXPRESS_NO_SHARED_STORAGE: ({ mode }) => String(mode === "stream"),
  MODEL_EXPRESS_TIMEOUT: () => "120",
  MODEL_EXPRESS_TRANSFER_CHUNK_SIZE: ({ mode }) => (mode === "stream" ? "1048576" : undefined),
  MX_PULL_TIMEOUT: ({ timeoutSeconds }) => String(timeoutSeconds),
  MX_PULL_OFFLINE: ({ isOffline }) => (isOffline ? "true" : undefined),
};

/** The parts of the pull container that do not depend on the pod, with its variables and mounts. */
export const PULL: JsonObject = {
  name: "model-express-pull",
  image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1",
  command: ["/bin/sh", "-c", "<pull.sh>"],
  securityContext: {
    allowPrivilegeEscalation: false,
    // Of what container runtimes give to root, DAC_OVERRIDE stays. Nothing is added.
    capabilities: {
      drop: [
        ...["AUDIT_WRITE", "CHOWN", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP"],
        ...["SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
      ],
    },
    readOnlyRootFilesystem: true,
  },
  terminationMessagePolicy: "FallbackToLogsOnError",
};

export const PULL_TIMEOUT_SECONDS = 7200;

/** The source of the injected volume, by mode. */
export const VOLUMES: Readonly<Record<Mode, JsonObject | undefined>> = {
  shared: { persistentVolumeClaim: { claimName: "model-express-cache" } },
  stream: { emptyDir: {} },
  env: undefined,
};

export const VOLUME_NAME = "model-express";

/** The projected token for an instance that requires one. */
export const TOKEN_VOLUME_NAME = "model-express-token";
export const TOKEN_MOUNT: JsonObject = {
  name: TOKEN_VOLUME_NAME,
  mountPath: "/var/run/secrets/tokens",
  readOnly: true,
};

export function tokenVolume(audience: string): JsonObject {
  const serviceAccountToken: JsonValue = { audience, expirationSeconds: 3600, path: "modelexpress" };
  return { name: TOKEN_VOLUME_NAME, projected: { sources: [{ serviceAccountToken }] } };
}

/** The default expectation of each reason that injects. */
export const REASON_DEFAULTS: Readonly<Record<string, { readonly mode: Mode; readonly hasPull: boolean }>> = {
  SharedPull: { mode: "shared", hasPull: true },
  StreamPull: { mode: "stream", hasPull: true },
  SharedCache: { mode: "shared", hasPull: false },
  StreamCache: { mode: "stream", hasPull: false },
  UrlOnly: { mode: "env", hasPull: false },
};

/** Lets the cluster autoscaler remove the node despite our emptyDir. */
export const EVICTION_ANNOTATION = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

export const STATUS_ANNOTATION = "modelexpress.nvidia.com/status";
