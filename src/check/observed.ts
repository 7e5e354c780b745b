import type { Served } from "../certificates/served-certificate.ts";
import type { Readable } from "../cluster/objects/readable.ts";
import type { SkipReason } from "../injection/reason.ts";
import type { Installation } from "../installation/installation.ts";
import type { Component, Need } from "../installation/needed-permissions.ts";
import type { AccessRule } from "../kubernetes/access-rule.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import type { Instance } from "../model-express/instance.ts";
import type { ServiceKey } from "../model-express/service-keys.ts";
import type { PassedOver } from "../pod-outcome/passed-over.ts";
import type { Trouble } from "../pod-outcome/pod-state.ts";
import type { LineFailure } from "../reach/dialer.ts";
import type { Endpoints } from "../reach/endpoints.ts";
import type { Health } from "../reach/grpc-health.ts";

/** Everything that was read of a cluster, before it is judged. */
export interface Observed {
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: number;
  readonly installation: Installation;
  /** Why the installed configuration is unusable. */
  readonly configurationProblem: string | undefined;
  /** What the API server calls; `undefined`: it does not call the webhook through a Service. */
  readonly callee: Readable<Callee> | undefined;
  /** `undefined`: the API server calls no Service, or its pods cannot be reached from here. */
  readonly replicas: Readable<readonly Replica[]> | undefined;
  /** What keeps pods of the injector's Deployments from running, if replicas are missing or not updated. */
  readonly troubles: { readonly webhook?: string | undefined; readonly controller?: string | undefined };
  readonly storedCertificates: readonly StoredCertificate[];
  /** Of each Deployment of the injector. */
  readonly access: Readable<readonly ComponentAccess[]>;
  /** Namespaces with the opt-in label, whatever its value. */
  readonly namespaces: Readable<readonly JsonObject[]>;
  readonly instances: Readable<readonly ObservedInstance[]>;
  /** The CustomResourceDefinition of `ModelExpress`; `undefined` if it is not installed. */
  readonly definition: Readable<JsonObject | undefined>;
  /** `undefined` if the resource is not installed. */
  readonly modelExpresses: Readable<readonly JsonObject[] | undefined>;
  /** Of opted-in namespaces. */
  readonly pods: readonly NamespacePods[];
  readonly outside: Readable<readonly OutsidePods[]>;
}

/** The Service that a registration names. */
export interface Callee {
  readonly isThere: boolean;
  /** Whether it has the port that the registration names. */
  readonly hasPort: boolean;
  readonly endpoints: Endpoints;
}

/** A replica of the webhook, with its served certificate. */
export interface Replica {
  readonly pod: string;
  readonly served: Served | LineFailure;
}

/** A Secret that the webhook mounts. */
export interface StoredCertificate {
  readonly secret: string;
  /** PEM; empty if the Secret has none. The leaf first, then the intermediate certificates. */
  readonly certificate: Readable<string | undefined>;
}

/** A ServiceAccount. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** What a process of the injector may do. */
export interface ComponentAccess {
  readonly component: Component;
  readonly account: Account;
  /** The Helm release that it belongs to, if any. */
  readonly release: string | undefined;
  readonly needs: readonly Need[];
  /** Those that name the account, or have its name. */
  readonly bindings: readonly Binding[];
}

/** A RoleBinding in the injector's namespace, or a ClusterRoleBinding. */
export interface Binding {
  readonly kind: "RoleBinding" | "ClusterRoleBinding";
  readonly name: string;
  readonly role: { readonly kind: "Role" | "ClusterRole"; readonly name: string };
  /** Whether the account, or a group that it is in, is a subject. */
  readonly namesAccount: boolean;
  /** Of the role; `undefined` if that does not exist. */
  readonly rules: readonly AccessRule[] | undefined;
}

export interface ObservedInstance {
  readonly instance: Instance;
  /** `undefined`: the instance names no claim. */
  readonly claim: Readable<JsonObject | undefined> | undefined;
  readonly endpoints: Readable<Endpoints>;
  readonly unknownKeys?: readonly ServiceKey[];
  /** What keeps the pods behind it from being ready, if none is. */
  readonly trouble?: string;
  /** A pod behind it that nothing keeps from being ready so far, if none is. */
  readonly untroubled?: string;
  /** `undefined`: it was not checked. */
  readonly health: Health | undefined;
}

/** Dynamo's pods in a namespace that is not opted in. */
export interface OutsidePods {
  readonly namespace: string;
  /** Those that got nothing. */
  readonly names: readonly string[];
  /** Those that were injected all the same, before the namespace lost its label. */
  readonly injected: readonly string[];
  /** Labels of the namespace with our prefix, which are perhaps the misspelt opt-in. */
  readonly similar: readonly string[];
}

export interface NamespacePods {
  readonly namespace: string;
  readonly pods: Readable<readonly SurveyedPod[]>;
}

export interface SurveyedPod {
  readonly name: string;
  /** The pod's DynamoGraphDeployment. */
  readonly graph: string | undefined;
  readonly fate: Fate;
}

/** The outcome of a pod, with its cause. */
export type Fate =
  | {
      readonly kind: "injected";
      /** `namespace/name` of the Service; `undefined` if its address came from elsewhere. */
      readonly instance: string | undefined;
      /** How its pull fails. */
      readonly failure: string | undefined;
      /** Its pull has used more than half of its time. */
      readonly isPullSlow?: boolean;
      /** Why the attempts of its pull fail, which goes on. */
      readonly retrying?: string | undefined;
      /** What else prevents it from running. */
      readonly trouble?: Trouble | undefined;
      /** An instance that it would use without its own address. */
      readonly passedOver?: (PassedOver & { readonly source: string }) | undefined;
    }
  /** It would be injected now, but was not. */
  | { readonly kind: "missed"; readonly cause: string }
  /** It would get nothing now either, and its user should know. */
  | { readonly kind: "without"; readonly reason: SkipReason; readonly detail: string }
  | { readonly kind: "left alone"; readonly reason: SkipReason };
