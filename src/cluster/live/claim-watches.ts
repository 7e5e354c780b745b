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

/** Each watch is a connection; the claims of more instances than that are read when a pod asks. */
const MOST_WATCHES = 256;

/** Watches the claims that instances name, one by one: no other claim of the cluster is ever sent. */
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

  /** How many of them exist. */
  get count(): number {
    let count = 0;
    for (const { layer } of this.#claims.values()) count += layer.memory.count("PersistentVolumeClaim");
    return count;
  }

  /** Begins and ends watches, so that there is one for each claim that an instance names. */
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
