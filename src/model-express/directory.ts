import type { JsonObject } from "../kubernetes/json.ts";
import type { Instance } from "./instance.ts";
import type { NearMiss } from "./near-misses.ts";

/**
 * What the decision asks of the cluster. Answers come from memory, at a cost that does not depend on the size of the
 * cluster; the embedded directory and the live one both implement it.
 */
export interface Directory {
  /** The instances in a namespace that serve one dynamo namespace, or `global`; in no particular order. */
  instancesFor(namespace: string, scope: string): readonly Instance[];
  instanceNamed(namespace: string, name: string): Instance | undefined;
  claim(namespace: string, name: string): Claim | undefined;
  /** The pods of a component that a rank may follow, `{metadata, spec}` each; `undefined` when its graph is not known. */
  podsOf(component: ComponentName): readonly JsonObject[] | undefined;
  /** The image that a ModelExpress object of this name runs; `undefined` without one that names an image. */
  deployedImage(namespace: string, name: string): string | undefined;
  /** A few Services that may be meant for a pod that found none; in the pod's namespace first. */
  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[];
  /** Whether the namespace carries the opt-in label; `undefined` when the directory does not know the namespace. */
  isOptedIn(namespace: string): boolean | undefined;
}

/** A component of a DynamoGraphDeployment, by the names that its pods' labels carry. */
export interface ComponentName {
  readonly namespace: string;
  readonly graph: string;
  readonly component: string;
}

/** A PersistentVolumeClaim. */
export interface Claim {
  readonly namespace: string;
  readonly name: string;
  /** `ReadWriteMany`, `ReadWriteOnce`, …; empty when the manifest has none. */
  readonly accessModes: readonly string[];
}
