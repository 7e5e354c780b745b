import type { Served } from "../certificates/served-certificate.ts";
import type { Readable } from "../cluster/objects/readable.ts";
import type { SkipReason } from "../injection/reason.ts";
import type { Installation } from "../installation/installation.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import type { Instance } from "../model-express/instance.ts";
import type { PassedOver } from "../pod-outcome/passed-over.ts";
import type { Trouble } from "../pod-outcome/pod-state.ts";
import type { LineFailure } from "../reach/dialer.ts";
import type { Endpoints } from "../reach/endpoints.ts";
import type { Health } from "../reach/grpc-health.ts";

/** All that was seen of a cluster, before any of it is judged. */
export interface Observed {
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: number;
  readonly installation: Installation;
  /** Why the installed configuration cannot be used. */
  readonly configurationProblem: string | undefined;
  /** `undefined`: the API server does not call the webhook by a Service, or there is no way to its pods from here. */
  readonly replicas: Readable<readonly Replica[]> | undefined;
  readonly storedCertificates: readonly StoredCertificate[];
  /** Those that carry the opt-in label, whatever its value. */
  readonly namespaces: Readable<readonly JsonObject[]>;
  readonly instances: Readable<readonly ObservedInstance[]>;
  /** `undefined` where the resource is not installed. */
  readonly modelExpresses: Readable<readonly JsonObject[] | undefined>;
  /** Of opted-in namespaces. */
  readonly pods: readonly NamespacePods[];
  readonly outside: Readable<readonly OutsidePods[]>;
}

/** A replica of the webhook, and what it serves. */
export interface Replica {
  readonly pod: string;
  readonly served: Served | LineFailure;
}

/** A Secret that the webhook mounts. */
export interface StoredCertificate {
  readonly secret: string;
  /** PEM; empty when the Secret has none. Its own certificate first, then those between it and the CA. */
  readonly certificate: Readable<string | undefined>;
}

export interface ObservedInstance {
  readonly instance: Instance;
  /** `undefined`: it names none. */
  readonly claim: Readable<JsonObject | undefined> | undefined;
  readonly endpoints: Readable<Endpoints>;
  /** `undefined`: it was not asked. */
  readonly health: Health | undefined;
}

/** Pods of Dynamo in a namespace that is not opted in. */
export interface OutsidePods {
  readonly namespace: string;
  readonly names: readonly string[];
}

export interface NamespacePods {
  readonly namespace: string;
  readonly pods: Readable<readonly SurveyedPod[]>;
}

export interface SurveyedPod {
  readonly name: string;
  /** The DynamoGraphDeployment that it belongs to. */
  readonly graph: string | undefined;
  readonly fate: Fate;
}

/** What became of a pod, and why. */
export type Fate =
  | {
      readonly kind: "injected";
      /** `namespace/name` of the Service; `undefined` when its address came from elsewhere. */
      readonly instance: string | undefined;
      /** How its pull fails. */
      readonly failure: string | undefined;
      /** What else keeps it from running. */
      readonly trouble?: Trouble | undefined;
      /** An instance that it would use, if it had not an address of its own. */
      readonly passedOver?: (PassedOver & { readonly source: string }) | undefined;
    }
  /** It would be injected now, and was not. */
  | { readonly kind: "missed"; readonly cause: string }
  /** It would get nothing now either, and its user is to be told. */
  | { readonly kind: "without"; readonly reason: SkipReason; readonly detail: string }
  | { readonly kind: "left alone"; readonly reason: SkipReason };
