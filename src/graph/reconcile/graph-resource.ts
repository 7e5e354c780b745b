import type { Resource } from "../../cluster/watch/resource.ts";
import { collectionPath, type ResourceType } from "../../kubernetes/resource-type.ts";
import { GRAPH_GROUP } from "../graph.ts";

/** The newest first. All of them show the same objects, and of those only what they have in common is asked for. */
const VERSIONS = ["v1beta1", "v1alpha1"] as const;

/**
 * The graphs of the cluster, in a version that is served. Dynamo may be installed later, or be one that knows an older
 * version only: where the API server does not know one, the next is tried, in turn.
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
