import type { Instance } from "../../model-express/instance.ts";
import type { ModelExpress } from "../model-express.ts";
import type { ActualObject } from "./actual-object.ts";
import type { Claim, StorageClass } from "./claim.ts";
import type { ServerPod, Workload } from "./workload.ts";

/** The actual state of one `ModelExpress`, from the caches of the watches. */
export interface ActualState {
  readonly serviceAccount: ActualObject | undefined;
  readonly service: ActualObject | undefined;
  readonly workload: Workload | undefined;
  readonly claim: Claim | undefined;
  /** The class of the claim, or the class that it will get; `undefined`: the class does not exist. */
  readonly storageClass: StorageClass | undefined;
  readonly pods: readonly ServerPod[];
  /** The instances of its namespace that serve the same dynamo namespace, including itself. */
  readonly rivals: readonly Instance[];
  /** An older `ModelExpress` with its cache in the same place. */
  readonly sharer: ModelExpress | undefined;
}
