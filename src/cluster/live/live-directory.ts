import type { Logger } from "pino";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { Claim, ComponentName, Directory } from "../../model-express/directory.ts";
import type { Instance } from "../../model-express/instance.ts";
import type { NearMiss } from "../../model-express/near-misses.ts";
import type { PullScript } from "../../model-express/pull-script.ts";
import type { ApiAccess } from "../api/api-access.ts";
import { ApiClient } from "../api/api-client.ts";
import type { DirectoryKind, MemoryDirectory, WatchedKind } from "../memory-directory.ts";
import type { WatchState } from "../watch/watch-state.ts";
import { DirectoryWatches, type OptionalWatches } from "./directory-watches.ts";
import { instanceIn, instancesIn, nearMissesIn } from "./layers.ts";
import { LiveReads, type ReadOutcome } from "./live-reads.ts";
import type { Question } from "./question.ts";
import { RecentReads } from "./recent-reads.ts";
import { LIVE_TIMING, type LiveTiming } from "./timing.ts";

export interface LiveDirectoryOptions extends OptionalWatches {
  readonly access: ApiAccess;
  /** The User-Agent, which appears in the API server's audit log and metrics. */
  readonly userAgent: string;
  readonly log: Logger;
  readonly timing?: LiveTiming;
  /** Called after each live read. */
  readonly onRead?: (outcome: ReadOutcome) => void;
}

/**
 * A {@link Directory} of a real cluster. Answers from an in-memory cache that watches keep up to date; what the cache
 * does not have can be read live. No method throws when the API server fails.
 */
export class LiveDirectory implements Directory {
  readonly #client: ApiClient;
  readonly #mostWait: number;
  readonly #recent = new RecentReads();
  readonly #reads: LiveReads;
  readonly #watches: DirectoryWatches;

  constructor(options: LiveDirectoryOptions) {
    const { access, userAgent, log, timing = LIVE_TIMING, onRead: count = () => {}, ...optional } = options;
    const client = new ApiClient(access, userAgent);
    this.#client = client;
    this.#mostWait = timing.mostWait;
    this.#reads = new LiveReads({ client, recent: this.#recent, timing, log, count });
    const onChange = (kind: DirectoryKind, object: JsonObject | undefined): void => this.#forget(kind, object);
    this.#watches = new DirectoryWatches({ ...optional, client, timing, log, onChange });
  }

  instancesFor(namespace: string, scope: string): readonly Instance[] {
    const instances = instancesIn(this.#serviceLayers, namespace, scope);
    if (instances.length > 0 || this.#watches.declared === undefined) return instances;
    const declared = this.#watches.declared.sink.instancesFor(namespace, scope);
    return declared.filter(({ name }) => instanceIn(this.#serviceLayers, namespace, name) === undefined);
  }

  instanceNamed(namespace: string, name: string): Instance | undefined {
    return (
      instanceIn(this.#serviceLayers, namespace, name) ?? this.#watches.declared?.sink.instanceNamed(namespace, name)
    );
  }

  claim(namespace: string, name: string): Claim | undefined {
    const watched = this.#watches.claims.claim(namespace, name);
    const claim = this.#recent.found.claim(namespace, name) ?? watched;
    return claim ?? this.#watches.declared?.sink.claim(namespace, name);
  }

  listPods(component: ComponentName): readonly JsonObject[] | undefined {
    return this.#recent.found.listPods(component);
  }

  deployedImage(namespace: string, name: string): string | undefined {
    const image = this.#recent.found.deployedImage(namespace, name);
    return image ?? this.#watches.declared?.sink.deployedImage(namespace, name);
  }

  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[] {
    return nearMissesIn(this.#serviceLayers, namespace, dynamoNamespace);
  }

  isOptedIn(namespace: string): boolean | undefined {
    return this.#recent.found.isOptedIn(namespace) ?? this.#watches.namespaces.sink.memory.isOptedIn(namespace);
  }

  podSecurity(namespace: string): string | undefined {
    return this.#recent.found.podSecurity(namespace) ?? this.#watches.namespaces.sink.memory.podSecurity(namespace);
  }

  platformUser(namespace: string): number | undefined {
    return this.#recent.found.platformUser(namespace) ?? this.#watches.namespaces.sink.memory.platformUser(namespace);
  }

  hasPullScript(namespace: string, { digest }: PullScript): boolean {
    const { sink } = this.#watches.scripts ?? {};
    return sink !== undefined && sink.script.digest === digest && sink.has(namespace);
  }

  /** Whether a controller is there that removes scheduling gates. Readiness does not wait for the answer. */
  get gates(): "served" | "unserved" {
    return this.#watches.lease?.sink.isFresh === true ? "served" : "unserved";
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
    return this.#mostWait;
  }

  /**
   * The watches without a complete first list. A watch that fails later keeps its last state, which is better than no
   * answer.
   */
  waitingFor(): readonly string[] {
    return this.states.filter(({ isSynced }) => !isSynced).map(({ name }) => name);
  }

  /** The watches that every decision needs. */
  get states(): readonly WatchState[] {
    return this.#watches.needed;
  }

  /** The watches that last for as long as the directory. */
  get allStates(): readonly WatchState[] {
    return this.#watches.lasting;
  }

  /** The number of cached objects. One that matches several selectors counts several times. */
  count(kind: WatchedKind): number {
    return this.#watches.count(kind);
  }

  async close(): Promise<void> {
    this.#reads.close();
    await this.#watches.close();
    this.#client.close();
  }

  /** Recent reads come first, because watches may lag. */
  get #serviceLayers(): readonly MemoryDirectory[] {
    return [this.#recent.found, ...this.#watches.services.map(({ sink }) => sink.memory)];
  }

  #forget(kind: DirectoryKind, object: JsonObject | undefined): void {
    if (object === undefined) this.#recent.forgetAbsent();
    else this.#recent.forget({ kind, object });
  }
}
