import type { Resource } from "../../cluster/watch/resource.ts";
import { collectionPath, type ResourceType } from "../../kubernetes/resource-type.ts";
import { GRAPH_GROUP } from "../graph.ts";

/** Newest first. All versions show the same objects, and only metadata is read, which is the same in each. */
const VERSIONS = ["v1beta1", "v1alpha1"] as const;

/**
 * The graphs of the cluster, in a version that the API server serves. Dynamo may be installed later, or be an older
 * release with an older version: while a version is unknown to the API server, the next one is tried in turn.
 */
export class GraphResource implements Resource {
  readonly name = "dynamographdeployments";
  readonly isMetadataOnly = true;
  readonly onAbsent = (): void => {
    this.#index = (this.#index + 1) % VERSIONS.length;
  };
  #index = 0;

  get type(): ResourceType {
    return { apiVersion: `${GRAPH_GROUP}/${VERSIONS[this.#index]}`, plural: this.name };
  }

  get path(): string {
    return collectionPath(this.type);
  }
}
