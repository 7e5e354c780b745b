import type { Logger } from "pino";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { Claim, ComponentName, Directory } from "../../model-express/directory.ts";
import type { Instance } from "../../model-express/instance.ts";
import type { NearMiss } from "../../model-express/near-misses.ts";
import type { PullScript } from "../../model-express/pull-script.ts";
import type { ApiAccess } from "../api/api-access.ts";
import { ApiClient } from "../api/api-client.ts";
import type { MemoryDirectory, WatchedKind } from "../memory-directory.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";
import { ResourceWatch } from "../watch/resource-watch.ts";
import type { WatchState } from "../watch/watch-state.ts";
import { ClaimWatches } from "./claim-watches.ts";
import { type Declarations, DeclaredLayer } from "./declared-layer.ts";
import { GateLeaseWatch, type LeaseName } from "./gate-lease-watch.ts";
import { instanceIn, instancesIn, nearMissesIn } from "./layers.ts";
import { LiveReads, type ReadOutcome } from "./live-reads.ts";
import { PullScriptWatch, scriptResource } from "./pull-script-watch.ts";
import type { Question } from "./question.ts";
import { RecentReads } from "./recent-reads.ts";
import { LIVE_TIMING, type LiveTiming } from "./timing.ts";
import { WatchedLayer } from "./watched-layer.ts";
import { NAMESPACE_WATCH, SERVICE_WATCHES } from "./watched-resources.ts";

export interface LiveDirectoryOptions {
  readonly access: ApiAccess;
  /** The User-Agent, which appears in the API server's audit log and metrics. */
  readonly userAgent: string;
  readonly log: Logger;
  readonly timing?: LiveTiming;
  /** Without it only existing Services count. */
  readonly declarations?: Declarations | undefined;
  /** The Lease of the controller that removes scheduling gates; without it, none does. */
  readonly gateLease?: LeaseName | undefined;
  /** The script to look for in ConfigMaps; without it, none has it. Readiness does not wait for them. */
  readonly pullScript?: PullScript | undefined;
  /** Called after each live read. */
  readonly onRead?: (outcome: ReadOutcome) => void;
}

/**
 * A {@link Directory} of a real cluster. Answers from an in-memory cache that watches keep up to date; what the cache
 * does not have can be read live. The watches start at once. No method throws when the API server fails.
 */
export class LiveDirectory implements Directory {
  readonly #client: ApiClient;
  readonly #log: Logger;
  readonly #timing: LiveTiming;
  readonly #recent = new RecentReads();
  readonly #reads: LiveReads;
  readonly #claims: ClaimWatches;
  readonly #services: readonly Watched[];
  readonly #namespaces: Watched;
  readonly #declared: Declared | undefined;
  readonly #lease: { readonly sink: GateLeaseWatch; readonly watch: ResourceWatch } | undefined;
  readonly #scripts: { readonly sink: PullScriptWatch; readonly watch: ResourceWatch } | undefined;

  constructor(options: LiveDirectoryOptions) {
    const { access, userAgent, log, timing = LIVE_TIMING, declarations, onRead: count = () => {} } = options;
    this.#client = new ApiClient(access, userAgent);
    this.#log = log;
    this.#timing = timing;
    this.#reads = new LiveReads({ client: this.#client, recent: this.#recent, timing, log, count });
    this.#claims = new ClaimWatches({
      start: (resource, sink) => this.#start(resource, sink),
      onChange: (object) => this.#recent.forget({ kind: "PersistentVolumeClaim", object }),
    });
    this.#services = SERVICE_WATCHES.map((resource) => this.#watched("Service", resource));
    this.#namespaces = this.#watched("Namespace", NAMESPACE_WATCH);
    this.#declared = declarations && this.#follow(declarations);
    this.#lease = options.gateLease && this.#followLease(options.gateLease);
    this.#scripts = options.pullScript && this.#followScripts(options.pullScript);
  }

  instancesFor(namespace: string, scope: string): readonly Instance[] {
    const instances = instancesIn(this.#serviceLayers, namespace, scope);
    if (instances.length > 0 || this.#declared === undefined) return instances;
    const declared = this.#declared.layer.instancesFor(namespace, scope);
    return declared.filter(({ name }) => instanceIn(this.#serviceLayers, namespace, name) === undefined);
  }

  instanceNamed(namespace: string, name: string): Instance | undefined {
    return instanceIn(this.#serviceLayers, namespace, name) ?? this.#declared?.layer.instanceNamed(namespace, name);
  }

  claim(namespace: string, name: string): Claim | undefined {
    const watched = this.#claims.claim(namespace, name);
    const claim = this.#recent.found.claim(namespace, name) ?? watched;
    return claim ?? this.#declared?.layer.claim(namespace, name);
  }

  listPods(component: ComponentName): readonly JsonObject[] | undefined {
    return this.#recent.found.listPods(component);
  }

  deployedImage(namespace: string, name: string): string | undefined {
    const image = this.#recent.found.deployedImage(namespace, name);
    return image ?? this.#declared?.layer.deployedImage(namespace, name);
  }

  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[] {
    return nearMissesIn(this.#serviceLayers, namespace, dynamoNamespace);
  }

  isOptedIn(namespace: string): boolean | undefined {
    return this.#recent.found.isOptedIn(namespace) ?? this.#namespaces.layer.memory.isOptedIn(namespace);
  }

  podSecurity(namespace: string): string | undefined {
    return this.#recent.found.podSecurity(namespace) ?? this.#namespaces.layer.memory.podSecurity(namespace);
  }

  hasPullScript(namespace: string, { digest }: PullScript): boolean {
    const { sink } = this.#scripts ?? {};
    return sink !== undefined && sink.script.digest === digest && sink.has(namespace);
  }

  /** Whether a controller is there that removes scheduling gates. Readiness does not wait for the answer. */
  get gates(): "served" | "unserved" {
    return this.#lease?.sink.isFresh === true ? "served" : "unserved";
  }

  /** The questions that {@link read} could answer, except those that a recent read could not answer. */
  unanswered(questions: readonly Question[]): readonly Question[] {
    return this.#reads.unanswered(questions);
  }

  /** Asks the API server, and caches the answers for a short time. Never rejects. */
  async read(questions: readonly Question[]): Promise<void> {
    await Promise.all(questions.map((question) => this.#reads.answer(question)));
  }

  /** The maximum milliseconds that a pod may wait for {@link read}. */
  get mostWait(): number {
    return this.#timing.mostWait;
  }

  /**
   * The watches without a complete first list. A watch that fails later keeps its last state, which is better than no
   * answer.
   */
  waitingFor(): readonly string[] {
    return this.states.filter(({ isSynced }) => !isSynced).map(({ name }) => name);
  }

  /** The watches that every decision needs. Claims have their own, which come and go with the questions. */
  get states(): readonly WatchState[] {
    return [...this.#services, this.#namespaces].map(({ watch }) => watch);
  }

  /** The watches that every decision needs, and those of graphs, the gate's Lease and pull scripts where they are used. */
  get allStates(): readonly WatchState[] {
    const others = [this.#declared, this.#lease, this.#scripts].flatMap((other) => other?.watch ?? []);
    return [...this.states, ...others];
  }

  /** The number of cached objects. One that matches several selectors counts several times. */
  count(kind: WatchedKind): number {
    if (kind === "PersistentVolumeClaim") return this.#claims.count;
    const watched = kind === "Namespace" ? [this.#namespaces] : this.#services;
    return watched.reduce((sum, { layer }) => sum + layer.memory.count(kind), 0);
  }

  async close(): Promise<void> {
    this.#reads.close();
    const watches = [...this.#services, this.#namespaces].map(({ watch }) => watch.close());
    const others = [this.#declared, this.#lease, this.#scripts].map((other) => other?.watch.close());
    await Promise.all([...watches, this.#claims.close(), ...others]);
    this.#client.close();
  }

  /** Recent reads come first, because watches may lag. */
  get #serviceLayers(): readonly MemoryDirectory[] {
    return [this.#recent.found, ...this.#services.map(({ layer }) => layer.memory)];
  }

  #watched(kind: "Service" | "Namespace", resource: Resource): Watched {
    const layer = new WatchedLayer({ kind, onChange: (object) => this.#forget(kind, object) });
    return { layer, watch: this.#start(resource, layer) };
  }

  /** Optional: Dynamo may not be installed, and readiness does not wait for declarations. */
  #follow({ resource, declaredBy }: Declarations): Declared {
    const layer = new DeclaredLayer(declaredBy, () => this.#client.clock.now());
    return { layer, watch: this.#start(resource, layer) };
  }

  #followLease(name: LeaseName): { readonly sink: GateLeaseWatch; readonly watch: ResourceWatch } {
    const sink = new GateLeaseWatch(name, () => this.#client.clock.now());
    return { sink, watch: this.#start(sink.resource, sink) };
  }

  #followScripts(script: PullScript): { readonly sink: PullScriptWatch; readonly watch: ResourceWatch } {
    const sink = new PullScriptWatch(script);
    return { sink, watch: this.#start(scriptResource(script), sink) };
  }

  #start(resource: Resource, sink: ResourceSink): ResourceWatch {
    return new ResourceWatch({ client: this.#client, resource, sink, timing: this.#timing, log: this.#log });
  }

  #forget(kind: "Service" | "Namespace", object: JsonObject | undefined): void {
    if (object === undefined) this.#recent.forgetAbsent();
    else this.#recent.forget({ kind, object });
  }
}

interface Watched {
  readonly layer: WatchedLayer;
  readonly watch: ResourceWatch;
}

interface Declared {
  readonly layer: DeclaredLayer;
  readonly watch: ResourceWatch;
}
