import type { JsonObject } from "../../kubernetes/json.ts";
import { isSubdomain } from "../../kubernetes/names.ts";
import type { Claim } from "../../model-express/directory.ts";
import type { Instance } from "../../model-express/instance.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";
import type { ResourceWatch } from "../watch/resource-watch.ts";
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

/** Each watch is a connection. Claims of further instances are read live when a pod needs them. */
const MOST_WATCHES = 256;

/** Watches the claims that instances name, one by one, so that the API server never sends any other claim. */
export class ClaimWatches {
  readonly #options: ClaimWatchesOptions;
  readonly #claims = new Map<string, WatchedClaim>();

  constructor(options: ClaimWatchesOptions) {
    this.#options = options;
  }

  claim(namespace: string, name: string): Claim | undefined {
    return this.#claims.get(`${namespace}/${name}`)?.layer.memory.claim(namespace, name);
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

  /** Starts and stops watches, so that there is one per claim that an instance names. */
  follow(instances: Iterable<Instance>): void {
    const wanted = new Set<string>();
    for (const { namespace, claim } of instances) {
      if (claim === undefined || !isSubdomain(claim)) continue;
      wanted.add(`${namespace}/${claim}`);
      this.#start(namespace, claim);
    }
    for (const [key, { watch }] of this.#claims) {
      if (wanted.has(key)) continue;
      this.#claims.delete(key);
      void watch.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.watches.map((watch) => watch.close()));
  }

  #start(namespace: string, name: string): void {
    const key = `${namespace}/${name}`;
    if (this.#claims.has(key) || this.#claims.size >= MOST_WATCHES) return;
    const onChange = (claim = claimObject(namespace, name)): void => this.#options.onChange(claim);
    const layer = new WatchedLayer({ kind: "PersistentVolumeClaim", onChange });
    this.#claims.set(key, { layer, watch: this.#options.start(claimWatch(namespace, name), layer) });
  }
}

function claimObject(namespace: string, name: string): JsonObject {
  return { metadata: { namespace, name } };
}
