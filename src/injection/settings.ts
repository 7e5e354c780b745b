import type { Resources } from "./pod/pod.ts";

/** How a pod gets its weights; `auto` is resolved by the decision. */
export type Mode = "auto" | "shared" | "stream" | "env";
export const MODES = ["auto", "shared", "stream", "env"] as const satisfies readonly Mode[];

export type Offline = "auto" | "always" | "never";
export const OFFLINES = ["auto", "always", "never"] as const satisfies readonly Offline[];

/** Where an engine gets its weights from: files in the cache, or the GPUs of other replicas. */
export type Weights = "files" | "peers";
export const WEIGHTS = ["files", "peers"] as const satisfies readonly Weights[];

export type Gate = "enabled" | "disabled";
export const GATES = ["enabled", "disabled"] as const satisfies readonly Gate[];

/** What the configuration says to the decision. */
export interface Settings {
  /** Of this program, for the status annotation. */
  readonly version: string;
  /** Names the configuration that decided, for the status annotation. */
  readonly configHash: string;
  readonly defaultUrl: string | undefined;
  readonly globalNamespaces: readonly string[];
  readonly clusterDomain: string;
  /** Where the cache is mounted: `MODEL_EXPRESS_PATH`. */
  readonly path: string;
  readonly mode: Mode;
  readonly offline: Offline;
  readonly stream: { readonly storageClass: string | undefined; readonly size: string | undefined };
  readonly pull: PullSettings;
  /** Whether pods wait for their models before they are scheduled, unless they or their instance decide. */
  readonly gate: Gate;
  /**
   * Whether a controller is there to remove scheduling gates. Without it, as in all but the webhook, there is no question
   * of gates: they are added at admission only.
   */
  readonly gates?: "served" | "unserved";
  readonly peers: PeersSettings;
}

/** What the configuration says about weights from peers. */
export interface PeersSettings {
  /** Where neither the pod nor its instance says it. */
  readonly weights: Weights;
  /** Of images that are known to carry Model Express's Python client. */
  readonly images: readonly RegExp[];
  /** Variables of engines that load from peers, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** An extended resource that each GPU comes with, such as `rdma/ib`. */
  readonly resourcePerGpu: { readonly name: string; readonly count: number } | undefined;
  /** Whether engines get the capability `IPC_LOCK`, which RDMA may need to pin memory. */
  readonly hasIpcLock: boolean;
  /** Whether compiled kernels are exchanged, too. */
  readonly hasArtifacts: boolean;
}

export interface PullSettings {
  readonly image: string;
  /** Beginnings of the images that an instance may name. */
  readonly allowedImages: readonly string[];
  /** Whether an instance may name the image that its ModelExpress object runs: unless the operator lists the allowed ones. */
  readonly allowsDeployed: boolean;
  readonly imagePullPolicy: string | undefined;
  readonly imagePullSecrets: readonly string[];
  readonly timeoutSeconds: number;
  /** A container's `resources`. */
  readonly resources: Resources;
  /** The text of `pull.sh`. */
  readonly script: string;
}
