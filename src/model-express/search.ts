import type { Address } from "./address.ts";
import type { Instance, ValidInstance } from "./instance.ts";

/** What is known before the search. */
export interface Search {
  /** The pod's Kubernetes namespace: K of the design. */
  readonly namespace: string;
  /** The pod's dynamo namespace: D; `undefined` when the pod names none. */
  readonly dynamoNamespace: string | undefined;
  /** The pod annotation `url`. */
  readonly annotated: Address | undefined;
  /** The address that a target's own environment names; `"unknown"` when admission cannot see it. */
  readonly existing: Address | "unknown" | undefined;
  readonly globalNamespaces: readonly string[];
  readonly defaultUrl: string | undefined;
  readonly clusterDomain: string;
  /** Whether the pod can resolve the names of Services. */
  readonly resolvesNames: boolean;
}

/** The steps, in their order: the first that answers wins. */
export type StepName =
  | "annotation"
  | "environment"
  | "dynamo namespace"
  | "global here"
  | "global elsewhere"
  | "default URL";

/** One step of the search, for the report of `explain`. */
export interface SearchStep {
  readonly step: StepName;
  readonly isChosen: boolean;
  /** What the step saw, or why it did not answer. */
  readonly detail: string;
}

export interface Found {
  readonly step: StepName;
  /** `"unknown"` only for step `environment`. */
  readonly address: Address | "unknown";
  /** The instance behind the address, when it is one that this pod may use. */
  readonly instance: Instance | undefined;
  /** The instances that the chosen one was preferred to. */
  readonly rivals: readonly Instance[];
  /** An instance that the later steps would have given, at another address than the one that is respected. */
  readonly differing: Instance | undefined;
}

/** What was found and can be used. */
export interface UsableFound extends Found {
  readonly instance: ValidInstance | undefined;
}

export interface SearchResult {
  readonly found: Found | undefined;
  readonly steps: readonly SearchStep[];
}
