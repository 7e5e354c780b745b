import type { JsonObject } from "../../kubernetes/json.ts";
import { isSubdomain } from "../../kubernetes/names.ts";
import type { Claim } from "../../model-express/directory.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";
import type { ResourceWatch } from "../watch/resource-watch.ts";
import { ClaimShares } from "./claim-shares.ts";
import { WatchedLayer } from "./watched-layer.ts";
import { claimWatch } from "./watched-resources.ts";

export interface ClaimWatchesOptions {
  readonly start: (resource: Resource, sink: ResourceSink) => ResourceWatch;
  readonly onChange: (claim: JsonObject) => void;
}

interface WatchedClaim {
  readonly layer: WatchedLayer;
  readonly watch: ResourceWatch;
}

/**
 * Watches the claims that pods need, one by one, so that the API server never sends any other claim. Unwatched claims
 * are read live.
 */
export class ClaimWatches {
  readonly #options: ClaimWatchesOptions;
  readonly #claims = new Map<string, WatchedClaim>();
  readonly #shares = new ClaimShares();

  constructor(options: ClaimWatchesOptions) {
    this.#options = options;
  }

  /** Returns the claim from its watch. The first call starts the watch. */
  claim(namespace: string, name: string): Claim | undefined {
    if (!isSubdomain(namespace) || !isSubdomain(name)) return undefined;
    const left = this.#shares.ask(namespace, name);
    if (left !== undefined) this.#end(left);
    const watched = this.#claims.get(toKey(namespace, name)) ?? this.#start(namespace, name);
    return watched.layer.memory.claim(namespace, name);
  }

  get watches(): readonly ResourceWatch[] {
    return [...this.#claims.values()].map(({ watch }) => watch);
  }

  /** The number of watched claims that exist. */
  get count(): number {
    let count = 0;
    for (const { layer } of this.#claims.values()) count += layer.memory.count("PersistentVolumeClaim");
    return count;
  }

  async close(): Promise<void> {
    await Promise.all(this.watches.map((watch) => watch.close()));
  }

  #start(namespace: string, name: string): WatchedClaim {
    const onChange = (claim = claimObject(namespace, name)): void => this.#options.onChange(claim);
    const layer = new WatchedLayer({ kind: "PersistentVolumeClaim", onChange });
    const watched = { layer, watch: this.#options.start(claimWatch(namespace, name), layer) };
    this.#claims.set(toKey(namespace, name), watched);
    return watched;
  }

  #end({ namespace, name }: { readonly namespace: string; readonly name: string }): void {
    const key = toKey(namespace, name);
    void this.#claims.get(key)?.watch.close();
    this.#claims.delete(key);
  }
}

function toKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function claimObject(namespace: string, name: string): JsonObject {
  return { metadata: { namespace, name } };
}
