import type { JsonObject } from "../kubernetes/json.ts";
import type { Instance } from "./instance.ts";
import type { NearMiss } from "./near-misses.ts";
import type { PullScript } from "./pull-script.ts";

/**
 * The decision's view of the cluster. Answers come from a cache, at a cost independent of the size of the cluster.
 * Implemented by the embedded directory and the live one.
 */
export interface Directory {
  /** The instances in a namespace that serve one dynamo namespace, or `global`, in no particular order. */
  instancesFor(namespace: string, scope: string): readonly Instance[];
  instanceNamed(namespace: string, name: string): Instance | undefined;
  claim(namespace: string, name: string): Claim | undefined;
  /** The pods of a component that a rank may follow, `{metadata, spec}` each; `undefined` if its graph is unknown. */
  listPods(component: ComponentName): readonly JsonObject[] | undefined;
  /** The image of the ModelExpress object with this name; `undefined` if there is none, or it sets no image. */
  deployedImage(namespace: string, name: string): string | undefined;
  /** A few Services that may be meant for a pod without an instance, those in the pod's namespace first. */
  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[];
  /** Whether the namespace has the opt-in label; `undefined` if the directory does not know the namespace. */
  isOptedIn(namespace: string): boolean | undefined;
  /** The Pod Security level in the namespace's `enforce` label; `undefined` if unset or unknown. */
  podSecurity(namespace: string): string | undefined;
  /** The uid that the platform gives to all pods of the namespace, as OpenShift does; `undefined` if it gives none, or unknown. */
  platformUser(namespace: string): number | undefined;
  /** Whether the namespace is known to have a ConfigMap with this script. */
  hasPullScript(namespace: string, script: PullScript): boolean;
}

/** A component of a DynamoGraphDeployment, by the names in its pods' labels. */
export interface ComponentName {
  readonly namespace: string;
  readonly graph: string;
  readonly component: string;
}

export interface Claim {
  readonly namespace: string;
  readonly name: string;
  /** `ReadWriteMany`, `ReadWriteOnce`, …; empty if unset. */
  readonly accessModes: readonly string[];
  /** Why no new pod with a mount of it starts: `is being deleted`. */
  readonly problem?: string;
}
