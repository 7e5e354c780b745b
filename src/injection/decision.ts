import type { JsonObject } from "../kubernetes/json.ts";
import type { SearchStep, UsableFound } from "../model-express/search.ts";
import type { HfHome } from "./cache/hf-home.ts";
import type { Cache } from "./cache/mount.ts";
import type { SharedPlace, StreamPlace } from "./cache/places.ts";
import type { TargetModels } from "./models/choose-models.ts";
import type { ContainerPeers } from "./peers/container-peers.ts";
import type { Container, Pod, Resources } from "./pod/pod.ts";
import type { InjectReason, SkipReason } from "./reason.ts";
import type { MountedScript } from "./settings.ts";
import type { AddressVariable } from "./target/own-address.ts";
import type { Role } from "./target/role.ts";
import type { Target } from "./target/target.ts";
import type { Warning } from "./warning.ts";

export type Decision = SkipDecision | InjectDecision;

/** Intermediate results of the decision, as far as it got, for `explain`. */
export interface Trace {
  readonly role?: Role;
  readonly dynamoNamespace?: string;
  readonly targets?: readonly Target[];
  readonly steps?: readonly SearchStep[];
}

export interface SkipDecision {
  readonly outcome: "skip";
  readonly reason: SkipReason;
  /** What was found in this case, and the fix. */
  readonly detail: string;
  readonly warnings: readonly Warning[];
  readonly trace: Trace;
}

/** What a pod gets. The mode determines the parts. */
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
  readonly gate?: undefined;
}

export interface SharedInjection extends InjectionFacts {
  readonly mode: "shared";
  readonly place: SharedPlace;
  readonly containers: readonly ContainerDecision[];
  /** `undefined`: the cache is mounted, but there is nothing to pull. */
  readonly pull: Pull | undefined;
  readonly gate: Gated | undefined;
}

export interface StreamInjection extends InjectionFacts {
  readonly mode: "stream";
  readonly place: StreamPlace;
  readonly containers: readonly ContainerDecision[];
  readonly pull: Pull | undefined;
  readonly gate: Gated | undefined;
}

/** A pod held until its models are in the cache of an instance, named `namespace/name`. */
export interface Gated {
  readonly instance: string;
}

export type ContainerDecision = AddressedContainer | CachedContainer;

/** A target that gets the address variables only. */
export interface AddressedContainer {
  readonly target: Target;
  readonly address: ContainerAddress;
  readonly cache?: undefined;
  readonly peers?: undefined;
}

/** A target that reads the pod's cache. */
export interface CachedContainer {
  readonly target: Target;
  readonly address: ContainerAddress;
  readonly cache: Cache;
  readonly home: HfHome | undefined;
  readonly models: TargetModels;
  readonly isOffline: boolean;
  /** `undefined` if its weights come from files. */
  readonly peers: ContainerPeers | undefined;
}

/** The value of a container's address variables. */
export type ContainerAddress =
  | Endpoint
  /** Its own variable, whose value is unknown at admission. */
  | { readonly reference: AddressVariable }
  /** Its script or arguments state it, and it is unknown at admission. */
  | "stated"
  /** None: the pod's address is in another container, and cannot be copied. */
  | undefined;

/** A URL, or the source of another container's variable. */
export type Endpoint = { readonly value: string } | { readonly valueFrom: JsonObject };

/** The work of the init container. */
export interface Pull {
  /** In order, without duplicates. */
  readonly models: readonly string[];
  readonly endpoint: Endpoint;
  /** As the pull sees it. */
  readonly cache: Cache;
  /** The volume is read-only for the pull too: it only checks that the models are there. */
  readonly isUnwritable: boolean;
  readonly timeoutSeconds: number;
  /**
   * Whether a container that reads the cache is offline. Then `refs/<revision>` must be correct, or the container
   * cannot start.
   */
  readonly isForOffline: boolean;
  readonly image: string;
  readonly imagePullPolicy: string | undefined;
  /** Names of Secrets. */
  readonly imagePullSecrets: readonly string[];
  /** Whether the pod starts even if the pull fails. */
  readonly mayFail: boolean;
  /** The resources of the pod's annotation. */
  readonly resources: Resources | undefined;
  /** The container whose user the pull runs as. */
  readonly like: Container;
  /** A different uid that can pass a mesh. */
  readonly runAs: number | undefined;
  /** The script, if a ConfigMap has it. `undefined`: the pod itself has it. */
  readonly mounted: MountedScript | undefined;
}

/** The reason of an injection. */
export function chooseReason({ mode, pull }: InjectDecision): InjectReason {
  if (mode === "env") return "UrlOnly";
  if (mode === "stream") return pull === undefined ? "StreamCache" : "StreamPull";
  return pull === undefined ? "SharedCache" : "SharedPull";
}
