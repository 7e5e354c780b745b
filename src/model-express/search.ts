import type { Address } from "./address.ts";
import type { Instance, ValidInstance } from "./instance.ts";

/** The input of a search. */
export interface Search {
  /** The pod's Kubernetes namespace. */
  readonly namespace: string;
  /** The pod's dynamo namespace; `undefined` if the pod names none. */
  readonly dynamoNamespace: string | undefined;
  /** The pod annotation `url`. */
  readonly annotated: Address | undefined;
  /** The address in a target's own environment; `"unknown"` if admission cannot resolve it. */
  readonly existing: Address | "unknown" | undefined;
  readonly globalNamespaces: readonly string[];
  readonly defaultUrl: string | undefined;
  readonly clusterDomain: string;
  /** Whether the pod can resolve the names of Services. */
  readonly resolvesNames: boolean;
}

/** The steps of the search, in order. The first with an answer wins. */
export type StepName =
  | "annotation"
  | "environment"
  | "dynamo namespace"
  | "global here"
  | "global elsewhere"
  | "default URL";

/** One step of the search, for `explain`. */
export interface SearchStep {
  readonly step: StepName;
  readonly isChosen: boolean;
  /** What the step found, or why it has no answer. */
  readonly detail: string;
}

export interface Found {
  readonly step: StepName;
  /** `"unknown"` only for step `environment`. */
  readonly address: Address | "unknown";
  /** The instance at the address, if this pod may use it. */
  readonly instance: Instance | undefined;
  /** The instances that the chosen one was preferred to. */
  readonly rivals: readonly Instance[];
  /**
   * The instance that the later steps would have found, if it is at another address than the one that the pod states.
   */
  readonly differing: Instance | undefined;
}

/** A usable search result. */
export interface UsableFound extends Found {
  readonly instance: ValidInstance | undefined;
}

export interface SearchResult {
  readonly found: Found | undefined;
  readonly steps: readonly SearchStep[];
}
