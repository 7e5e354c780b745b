import type { Resource } from "../../cluster/watch/resource.ts";
import { collectionPath, type ResourceType } from "../../kubernetes/resource-type.ts";
import { GRAPHS } from "../../model-express/graph-type.ts";

/**
 * The graphs of the cluster, in a version that the API server serves. Dynamo may be installed later, or be an older
 * release with an older version: while one version is unknown to the API server, the other one is tried.
 */
export class GraphResource implements Resource {
  readonly name = GRAPHS[0].plural;
  readonly isMetadataOnly = true;
  readonly onAbsent = (): void => {
    this.#isOlder = !this.#isOlder;
  };
  #isOlder = false;

  get type(): ResourceType {
    return GRAPHS[this.#isOlder ? 1 : 0];
  }

  get path(): string {
    return collectionPath(this.type);
  }
}
