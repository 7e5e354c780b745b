import type { Instance } from "../../model-express/instance.ts";
import type { ModelExpress } from "../model-express.ts";
import type { ActualObject } from "./actual-object.ts";
import type { Claim, StorageClass } from "./claim.ts";
import type { ServerPod, Workload } from "./workload.ts";

/** What is in the cluster of one `ModelExpress`, by the watches. */
export interface ActualState {
  readonly serviceAccount: ActualObject | undefined;
  readonly service: ActualObject | undefined;
  readonly workload: Workload | undefined;
  readonly claim: Claim | undefined;
  /** That of the claim, or the one that it will have; `undefined`: the class does not exist. */
  readonly storageClass: StorageClass | undefined;
  readonly pods: readonly ServerPod[];
  /** The instances of its namespace that serve the same dynamo namespace, its own among them. */
  readonly rivals: readonly Instance[];
  /** An older one that keeps its models in the same place. */
  readonly sharer: ModelExpress | undefined;
}
