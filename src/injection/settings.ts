import type { PullScript } from "../model-express/pull-script.ts";
import type { Resources } from "./pod/pod.ts";

/** How a pod gets its weights; `auto` is resolved by the decision. */
export type Mode = "auto" | "shared" | "stream" | "env";
export const MODES = ["auto", "shared", "stream", "env"] as const satisfies readonly Mode[];

export type Offline = "auto" | "always" | "never";
export const OFFLINES = ["auto", "always", "never"] as const satisfies readonly Offline[];

/** Where an engine loads its weights from: files in the cache, or the GPUs of other replicas. */
export type Weights = "files" | "peers";
export const WEIGHTS = ["files", "peers"] as const satisfies readonly Weights[];

export type Gate = "enabled" | "disabled";
export const GATES = ["enabled", "disabled"] as const satisfies readonly Gate[];

/** The part of the configuration that decisions depend on. */
export interface Settings {
  /** This program's version, for the status annotation. */
  readonly version: string;
  /** Identifies the configuration in the status annotation. */
  readonly configHash: string;
  readonly defaultUrl: string | undefined;
  readonly globalNamespaces: readonly string[];
  readonly clusterDomain: string;
  /** The cache's mount path: `MODEL_EXPRESS_PATH`. */
  readonly path: string;
  readonly mode: Mode;
  readonly offline: Offline;
  readonly stream: { readonly storageClass: string | undefined; readonly size: string | undefined };
  readonly pull: PullSettings;
  /** Whether pods wait for their models before they are scheduled, unless the pod or its instance says otherwise. */
  readonly gate: Gate;
  /**
   * Whether a controller is there to remove scheduling gates. `undefined` everywhere but in the webhook: gates can be
   * added at admission only.
   */
  readonly gates?: "served" | "unserved";
  readonly peers: PeersSettings;
}

/** The configuration of weights from peers. */
export interface PeersSettings {
  /** The default where neither the pod nor its instance sets it. */
  readonly weights: Weights;
  /** Images known to include Model Express's Python client. */
  readonly images: readonly RegExp[];
  /** Environment variables of engines that load from peers, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** An extended resource to request for each GPU, such as `rdma/ib`. */
  readonly resourcePerGpu: { readonly name: string; readonly count: number } | undefined;
  /** Whether engines get the capability `IPC_LOCK`, which RDMA may need to pin memory. */
  readonly hasIpcLock: boolean;
  /** Whether replicas exchange compiled kernels, too. */
  readonly hasArtifacts: boolean;
}

export interface PullSettings {
  readonly image: string;
  /** Prefixes of the images that an instance may name. */
  readonly allowedImages: readonly string[];
  /**
   * Whether an instance may name the image that its ModelExpress object runs; not if the operator lists the allowed
   * ones.
   */
  readonly allowsDeployed: boolean;
  readonly imagePullPolicy: string | undefined;
  readonly imagePullSecrets: readonly string[];
  readonly timeoutSeconds: number;
  /** A container's `resources`. */
  readonly resources: Resources;
  /** The text of `pull.sh`. */
  readonly script: string;
  /** The same for pods that mount it from a ConfigMap. `undefined`: none does. */
  readonly mounted?: MountedScript;
}

export interface MountedScript extends PullScript {
  /** The text of `load-pull.sh`, which runs the mounted script. */
  readonly loader: string;
}
