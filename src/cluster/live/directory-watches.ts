import type { Logger } from "pino";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { PullScript } from "../../model-express/pull-script.ts";
import type { ApiClient } from "../api/api-client.ts";
import type { DirectoryKind, WatchedKind } from "../memory-directory.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";
import { ResourceWatch } from "../watch/resource-watch.ts";
import type { WatchState } from "../watch/watch-state.ts";
import { ClaimWatches } from "./claim-watches.ts";
import { type Declarations, DeclaredLayer } from "./declared-layer.ts";
import { GateLeaseWatch, type LeaseName } from "./gate-lease-watch.ts";
import { PullScriptWatch, scriptResource } from "./pull-script-watch.ts";
import type { LiveTiming } from "./timing.ts";
import { WatchedLayer } from "./watched-layer.ts";
import { NAMESPACE_WATCH, SERVICE_WATCHES } from "./watched-resources.ts";

/** What a directory watches beside Services, namespaces and claims. Readiness waits for none of it. */
export interface OptionalWatches {
  /** Without it only existing Services count. */
  readonly declarations?: Declarations | undefined;
  /** The Lease of the controller that removes scheduling gates; without it, none does. */
  readonly gateLease?: LeaseName | undefined;
  /** The script to look for in ConfigMaps; without it, none has it. */
  readonly pullScript?: PullScript | undefined;
}

export interface DirectoryWatchesOptions extends OptionalWatches {
  readonly client: ApiClient;
  readonly timing: LiveTiming;
  readonly log: Logger;
  /** Called after each change of an object; with `undefined` after a complete list. */
  readonly onChange: (kind: DirectoryKind, object: JsonObject | undefined) => void;
}

interface Watched<Sink extends ResourceSink> {
  readonly sink: Sink;
  readonly watch: ResourceWatch;
}

/** The watches of a {@link LiveDirectory}, and what each has cached. They start at once. */
export class DirectoryWatches {
  readonly services: readonly Watched<WatchedLayer>[];
  readonly namespaces: Watched<WatchedLayer>;
  readonly claims: ClaimWatches;
  readonly declared: Watched<DeclaredLayer> | undefined;
  readonly lease: Watched<GateLeaseWatch> | undefined;
  readonly scripts: Watched<PullScriptWatch> | undefined;
  readonly #options: DirectoryWatchesOptions;

  constructor(options: DirectoryWatchesOptions) {
    this.#options = options;
    const { client, onChange, declarations, gateLease, pullScript } = options;
    const now = (): number => client.clock.now();
    this.claims = new ClaimWatches({
      start: (resource, sink) => this.#start(resource, sink).watch,
      onChange: (object) => onChange("PersistentVolumeClaim", object),
    });
    this.services = SERVICE_WATCHES.map((resource) => this.#start(resource, this.#layer("Service")));
    this.namespaces = this.#start(NAMESPACE_WATCH, this.#layer("Namespace"));
    // Dynamo may not be installed.
    this.declared = declarations && this.#start(declarations.resource, new DeclaredLayer(declarations.declaredBy, now));
    const lease = gateLease && new GateLeaseWatch(gateLease, now);
    this.lease = lease && this.#start(lease.resource, lease);
    this.scripts = pullScript && this.#start(scriptResource(pullScript), new PullScriptWatch(pullScript));
  }

  /** Those that every decision needs. Claims have their own, which come and go with the questions. */
  get needed(): readonly WatchState[] {
    return [...this.services, this.namespaces].map(({ watch }) => watch);
  }

  /** Those that every decision needs, and those of graphs, the gate's Lease and pull scripts where they are used. */
  get lasting(): readonly WatchState[] {
    return this.#lasting.map(({ watch }) => watch);
  }

  /** The number of cached objects. One that matches several selectors counts several times. */
  count(kind: WatchedKind): number {
    if (kind === "PersistentVolumeClaim") return this.claims.count;
    const watched = kind === "Namespace" ? [this.namespaces] : this.services;
    return watched.reduce((sum, { sink }) => sum + sink.memory.count(kind), 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lasting.map(({ watch }) => watch.close()), this.claims.close()]);
  }

  get #lasting(): readonly Watched<ResourceSink>[] {
    const optional = [this.declared, this.lease, this.scripts];
    return [...this.services, this.namespaces, ...optional.filter((each) => each !== undefined)];
  }

  #layer(kind: DirectoryKind): WatchedLayer {
    return new WatchedLayer({ kind, onChange: (object) => this.#options.onChange(kind, object) });
  }

  #start<Sink extends ResourceSink>(resource: Resource, sink: Sink): Watched<Sink> {
    const { client, timing, log } = this.#options;
    return { sink, watch: new ResourceWatch({ client, resource, sink, timing, log }) };
  }
}
