import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { ApiClient } from "../api/api-client.ts";
import { ApiFailure, isExpired } from "../api/api-failure.ts";
import { linesOf, TooLargeError } from "../api/body.ts";
import { Backoff } from "./backoff.ts";
import { listPages } from "./list-pages.ts";
import { type Resource, type ResourceSink, urlOf } from "./resource.ts";
import type { WatchTiming } from "./timing.ts";
import { itemsOf, parseEvent, versionOf, type WatchEvent } from "./watch-event.ts";
import { WatchHealth } from "./watch-health.ts";

export interface ResourceWatchOptions {
  readonly client: ApiClient;
  readonly resource: Resource;
  readonly sink: ResourceSink;
  readonly timing: WatchTiming;
  readonly log: Logger;
}

const PAGE_SIZE = 500;
/** etcd takes objects of 1.5 MB by default; as JSON, with its managed fields, one is larger. */
const MOST_LINE_BYTES = 16 * 1024 * 1024;
/** So many failures at one resourceVersion, and it may be the resourceVersion: a restored etcd knows nothing of it. */
const MOST_FAILURES = 3;

/**
 * Keeps a sink up to date with a resource: lists it, watches it from there, and begins again after whatever happens,
 * until it is closed. It never throws, and what the sink knows stays while the API server cannot be reached.
 */
export class ResourceWatch {
  readonly #options: ResourceWatchOptions;
  readonly #closing = new AbortController();
  readonly #backoff: Backoff;
  readonly #health: WatchHealth;
  readonly #running: Promise<void>;
  #pageSize = PAGE_SIZE;
  /** Where the watch goes on; `undefined`: a list is due. */
  #version: string | undefined;
  #failures = 0;
  #isSynced = false;

  constructor(options: ResourceWatchOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.timing.backoff);
    this.#health = new WatchHealth(options.log, options.resource);
    this.#running = this.#run();
  }

  get name(): string {
    return this.#options.resource.name;
  }

  /** Whether a first list was whole. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  get isFailing(): boolean {
    return this.#health.isFailing;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const pause = await this.#turn();
      // Aborting is the only way in which the sleep fails.
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Lists if due, and watches until that ends; the milliseconds to wait before the next turn. */
  async #turn(): Promise<number> {
    const start = performance.now();
    try {
      if (this.#version === undefined) await this.#list();
      await this.#watch();
      return this.#pauseAfter(start);
    } catch (error) {
      return this.#closing.signal.aborted ? 0 : this.#pauseAfterFailure(error, start);
    }
  }

  async #list(): Promise<void> {
    const { client, resource, sink, timing } = this.#options;
    const start = performance.now();
    const reading = { signal: this.#closing.signal, idleMilliseconds: timing.listIdle, pageSize: this.#pageSize };
    let version: string | undefined;
    let count = 0;
    sink.beginList();
    for await (const page of listPages(client, resource, reading)) {
      const items = itemsOf(page);
      for (const object of items) sink.listed(object);
      count += items.length;
      version = versionOf(page);
    }
    if (version === undefined) throw new Error("the list has no resourceVersion");
    sink.endList();
    this.#version = version;
    this.#isSynced = true;
    this.#health.listed(count, performance.now() - start);
  }

  async #watch(): Promise<void> {
    const { client, resource, timing } = this.#options;
    const query = { watch: "true", allowWatchBookmarks: "true", resourceVersion: this.#version };
    const url = urlOf(resource, { ...query, timeoutSeconds: secondsIn(timing.watchSeconds) });
    const body = await client.stream(url, { signal: this.#closing.signal, idleMilliseconds: timing.watchIdle });
    this.#health.established();
    try {
      for await (const line of linesOf(body, MOST_LINE_BYTES)) this.#take(parseEvent(line));
    } catch (error) {
      // A connection that ends is part of every watch's life; whether there is trouble, the next one tells.
      if (!isConnectionEnd(error)) throw error;
      this.#health.interrupted(error);
    } finally {
      body.destroy();
    }
  }

  #take({ type, object }: WatchEvent): void {
    const { sink } = this.#options;
    if (type === "DELETED") sink.deleted(object);
    else if (type !== "BOOKMARK") sink.changed(object);
    this.#version = versionOf(object) ?? this.#version;
    this.#failures = 0;
  }

  #pauseAfter(start: number): number {
    if (performance.now() - start < this.#options.timing.stable) return this.#backoff.next();
    this.#backoff.reset();
    this.#failures = 0;
    return 0;
  }

  #pauseAfterFailure(error: unknown, start: number): number {
    this.#failures++;
    if (isExpired(error)) {
      this.#version = undefined;
      this.#health.interrupted(error);
      return this.#pauseAfter(start);
    }
    if (error instanceof TooLargeError) this.#pageSize = Math.max(1, Math.floor(this.#pageSize / 2));
    if (this.#failures >= MOST_FAILURES) this.#version = undefined;
    const pause = Math.max(this.#backoff.next(), this.#retryAfter(error));
    this.#health.failed(error, pause);
    return pause;
  }

  #retryAfter(error: unknown): number {
    const asked = error instanceof ApiFailure ? (error.retryAfterMilliseconds ?? 0) : 0;
    return Math.min(asked, this.#options.timing.mostRetryAfter);
  }
}

function secondsIn({ least, most }: { readonly least: number; readonly most: number }): number {
  return Math.round(least + Math.random() * (most - least));
}

/** Closed, reset or silent, as opposed to something that was sent and is wrong. */
function isConnectionEnd(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
