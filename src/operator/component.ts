import type { JsonObject } from "../kubernetes/json.ts";

/** The operator version whose documented rules are followed. */
export const OPERATOR_VERSION = "1.5.0";

/** A component of a graph in the terms of `nvidia.com/v1beta1`, read from either version. */
export interface Component {
  /** In the user's case. */
  readonly name: string;
  /** `frontend`, `worker`, `prefill`, …; `undefined` if unset. */
  readonly type: string | undefined;
  /** Of v1alpha1, if it is not a type of its own. */
  readonly subType: string | undefined;
  readonly replicas: number;
  /** Pods per replica: 1, or more with `multinode`. */
  readonly nodes: number;
  readonly isInGlobalNamespace: boolean;
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
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
  /** Engines per pod, with in-pod failover. */
  readonly engines: number;
  /** Whether weights come from a GPU memory service in another pod. */
  readonly isServedByMemoryPod: boolean;
  /** The full name of `modelRef`. */
  readonly baseModel: string | undefined;
}

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
  readonly components: readonly Component[];
}

/** What creates the pods: Grove, or the operator's own Deployments and LeaderWorkerSets. */
export type Orchestrator = "grove" | "component";

export function isWorker({ type }: Pick<Component, "type">): boolean {
  return type === "worker" || type === "prefill" || type === "decode";
}
