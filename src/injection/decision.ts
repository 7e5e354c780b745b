import type { JsonObject } from "../kubernetes/json.ts";
import type { Found, SearchStep } from "../model-express/search.ts";
import type { Cache, Place } from "./cache/places.ts";
import type { TargetModels } from "./models.ts";
import type { Container, Pod } from "./pod/pod.ts";
import type { InjectReason, SkipReason } from "./reason.ts";
import type { AddressVariable } from "./target/own-address.ts";
import type { Role } from "./target/role.ts";
import type { Target } from "./target/target.ts";
import type { Warning } from "./warning.ts";

export type Decision = SkipDecision | InjectDecision;

/** What the decision saw on its way, as far as it came; `explain` tells it. */
export interface Trace {
  readonly role?: Role;
  readonly dynamoNamespace?: string;
  readonly targets?: readonly Target[];
  readonly steps?: readonly SearchStep[];
}

export interface SkipDecision {
  readonly outcome: "skip";
  readonly reason: SkipReason;
  /** The case at hand: what was seen, and the way out. */
  readonly detail: string;
  readonly warnings: readonly Warning[];
  readonly trace: Trace;
}

export interface InjectDecision {
  readonly outcome: "inject";
  readonly reason: InjectReason;
  readonly pod: Pod;
  readonly mode: "shared" | "stream" | "env";
  readonly found: Found;
  /** `undefined` in mode `env`. */
  readonly place: Place | undefined;
  readonly containers: readonly ContainerDecision[];
  readonly pull: Pull | undefined;
  readonly warnings: readonly Warning[];
  readonly trace: Trace;
}

/** What one target gets. */
export interface ContainerDecision {
  readonly target: Target;
  readonly address: ContainerAddress;
  /** `undefined`: the address variables only. */
  readonly cache: Cache | undefined;
  readonly isOffline: boolean;
  readonly models: TargetModels | undefined;
}

/** What a container's address variables have to say. */
export type ContainerAddress =
  | Endpoint
  /** Its own variable, whose value admission cannot see. */
  | { readonly reference: AddressVariable }
  /** Nothing: the pod's address is in another container, and cannot be taken from there. */
  | undefined;

/** A URL, or where another container's variable has it from. */
export type Endpoint = { readonly value: string } | { readonly valueFrom: JsonObject };

/** What the init container does. */
export interface Pull {
  /** Without duplicates, in order. */
  readonly models: readonly string[];
  readonly endpoint: Endpoint;
  readonly cache: Cache;
  /** The volume is read-only for the pull too: it only looks whether the models are there. */
  readonly isUnwritable: boolean;
  readonly timeoutSeconds: number;
  /** A container that reads the cache does so offline: then `refs/<revision>` has to be right, or it cannot start. */
  readonly isForOffline: boolean;
  /** The container whose user the pull runs as. */
  readonly like: Container;
}
