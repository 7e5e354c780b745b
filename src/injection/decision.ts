import type { JsonObject } from "../kubernetes/json.ts";
import type { SearchStep, UsableFound } from "../model-express/search.ts";
import type { HfHome } from "./cache/hf-home.ts";
import type { Cache } from "./cache/mount.ts";
import type { SharedPlace, StreamPlace } from "./cache/places.ts";
import type { TargetModels } from "./models.ts";
import type { Container, Pod, Resources } from "./pod/pod.ts";
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

/** What a pod gets. The mode says which parts there are. */
export type InjectDecision = EnvInjection | SharedInjection | StreamInjection;

export interface InjectionFacts {
  readonly outcome: "inject";
  readonly pod: Pod;
  readonly found: UsableFound;
  readonly warnings: readonly Warning[];
  readonly trace: Trace;
}

/** The address variables only: no volume, no pull. */
export interface EnvInjection extends InjectionFacts {
  readonly mode: "env";
  readonly containers: readonly AddressedContainer[];
  readonly place?: undefined;
  readonly pull?: undefined;
}

export interface SharedInjection extends InjectionFacts {
  readonly mode: "shared";
  readonly place: SharedPlace;
  readonly containers: readonly ContainerDecision[];
  /** `undefined`: the cache is mounted, and nothing is to be pulled. */
  readonly pull: Pull | undefined;
}

export interface StreamInjection extends InjectionFacts {
  readonly mode: "stream";
  readonly place: StreamPlace;
  readonly containers: readonly ContainerDecision[];
  readonly pull: Pull | undefined;
}

export type ContainerDecision = AddressedContainer | CachedContainer;

/** A target that gets the address variables only. */
export interface AddressedContainer {
  readonly target: Target;
  readonly address: ContainerAddress;
  readonly cache?: undefined;
}

/** A target that reads the pod's cache. */
export interface CachedContainer {
  readonly target: Target;
  readonly address: ContainerAddress;
  readonly cache: Cache;
  readonly home: HfHome | undefined;
  readonly models: TargetModels;
  readonly isOffline: boolean;
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
  readonly image: string;
  readonly imagePullPolicy: string | undefined;
  /** Names of Secrets. */
  readonly imagePullSecrets: readonly string[];
  /** The pod starts although the pull failed. */
  readonly mayFail: boolean;
  /** The pod's own word on what the pull reserves. */
  readonly resources: Resources | undefined;
  /** The container whose user the pull runs as. */
  readonly like: Container;
  /** Another uid, with which it gets through a mesh. */
  readonly runAs: number | undefined;
}

/** The reason that an injection carries. */
export function reasonOf({ mode, pull }: InjectDecision): InjectReason {
  if (mode === "env") return "UrlOnly";
  if (mode === "stream") return pull === undefined ? "StreamCache" : "StreamPull";
  return pull === undefined ? "SharedCache" : "SharedPull";
}
