import type { JsonObject } from "../kubernetes/json.ts";

/** The operator version whose rules are followed. */
export const OPERATOR_VERSION = "1.5.0";

/** A component of a graph in the terms of `nvidia.com/v1beta1`, read from either version. */
export interface Component {
  /** In the user's case. */
  readonly name: string;
  /** `frontend`, `worker`, `prefill`, …; `undefined` if unset. */
  readonly type: string | undefined;
  /** As v1alpha1 has it. A `prefill` or `decode` of v1beta1 has its type here, too. */
  readonly subType: string | undefined;
  readonly replicas: number;
  /** Pods per replica: 1, or more with `multinode`. */
  readonly nodes: number;
  readonly isInGlobalNamespace: boolean;
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
  /** `labels` and `annotations` of a v1alpha1 service. They reach its pods, but choose no engine settings. */
  readonly service: { readonly labels: JsonObject; readonly annotations: JsonObject };
  /** The pod's spec without its containers. */
  readonly podSpec: JsonObject;
  /** The user's fields of the container `main`. */
  readonly main: JsonObject;
  readonly sidecars: readonly JsonObject[];
  /** The name of the sidecar that gets a frontend's defaults. */
  readonly frontendSidecar: string | undefined;
  /** A quantity; `undefined`: the operator's default, `"0"`: none. */
  readonly sharedMemory: string | undefined;
  readonly compilationCache: { readonly claim: string; readonly mountPath: string | undefined } | undefined;
  readonly memoryService: MemoryService | undefined;
  readonly failover: Failover | undefined;
  /** The full name of `modelRef`. */
  readonly baseModel: string | undefined;
}

/** The GPU memory service, which holds the weights in a sidecar or in pods of its own. */
export interface MemoryService {
  readonly mode: Layout;
  /** Names of containers besides `main` that use it. */
  readonly clients: readonly string[];
}

export interface Failover {
  readonly mode: Layout;
  /** Standby engines per rank, in pods of their own. */
  readonly shadows: number;
}

export type Layout = "intraPod" | "interPod";

/** The fields of a graph that apply to its components. */
export interface Graph {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly annotations: JsonObject;
  /** `spec.labels` and `spec.annotations`, which every pod gets. */
  readonly podLabels: JsonObject;
  readonly podAnnotations: JsonObject;
  readonly env: readonly JsonObject[];
  readonly backend: string | undefined;
  readonly orchestrator: Orchestrator;
  readonly kvTransfer: KvTransfer | undefined;
  /** Set for a component that is an object of its own. */
  readonly lone: LoneComponent | undefined;
  /** Whether the API server has it already, so that the operator's defaulting is over. */
  readonly isCreated: boolean;
  readonly components: readonly Component[];
}

/** `spec.experimental.kvTransferPolicy` of a graph. */
export interface KvTransfer {
  readonly labelKey: string;
  readonly domain: string;
  readonly enforcement: string;
  readonly preferredWeight: number | undefined;
}

/** What a `DynamoComponentDeployment` says of the graph that it belongs to. */
export interface LoneComponent {
  readonly name: string;
  /** The labels of the object, which its pods get. */
  readonly labels: JsonObject;
  /** The graph that its pods' label names. */
  readonly graph: string | undefined;
  readonly dynamoNamespace: string | undefined;
}

/** What creates the pods: Grove, or the operator's own Deployments and LeaderWorkerSets. */
export type Orchestrator = "grove" | "component";

export function isWorker({ type }: Pick<Component, "type">): boolean {
  return type === "worker" || type === "prefill" || type === "decode";
}

/** Whether weights come from a GPU memory service in other pods. */
export function isServedByPods({ memoryService }: Component): boolean {
  return memoryService?.mode === "interPod";
}
