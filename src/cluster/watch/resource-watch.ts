import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { ApiClient } from "../api/api-client.ts";
import { isAbsent, isExpired } from "../api/api-failure.ts";
import { TooLargeError } from "../api/body.ts";
import type { Reading } from "../api/exchange.ts";
import { listResource } from "./list-resource.ts";
import type { Resource, ResourceSink } from "./resource.ts";
import { Retry } from "./retry.ts";
import type { WatchTiming } from "./timing.ts";
import { readVersion, type WatchEvent } from "./watch-event.ts";
import { openWatch } from "./watch-events.ts";
import { WatchHealth } from "./watch-health.ts";
import type { WatchState } from "./watch-state.ts";
import { isNamed } from "./watched-object.ts";

export interface ResourceWatchOptions {
  readonly client: ApiClient;
  readonly resource: Resource;
  readonly sink: ResourceSink;
  readonly timing: WatchTiming;
  readonly log: Logger;
}

const PAGE_SIZE = 500;

/**
 * Keeps a sink in sync with a resource: lists it, watches it from there, and starts over after any failure, until it
 * is closed. Never throws. While the API server is unreachable, the sink keeps its state.
 */
export class ResourceWatch implements WatchState {
  readonly #options: ResourceWatchOptions;
  readonly #closing = new AbortController();
  readonly #retry: Retry;
  readonly #health: WatchHealth;
  readonly #running: Promise<void>;
  #pageSize = PAGE_SIZE;
  /** The resourceVersion to watch from; `undefined`: a list is due. */
  #version: string | undefined;
  #isSynced = false;

  constructor(options: ResourceWatchOptions) {
    this.#options = options;
    this.#retry = new Retry(options.timing);
    this.#health = new WatchHealth(options.log, options.resource);
    this.#running = this.#run();
  }

  get name(): string {
    return this.#options.resource.name;
  }

  /** Whether readiness does not depend on its first list. */
  get isOptional(): boolean {
    return this.#options.resource.onAbsent !== undefined;
  }

  /** Whether a first list is complete. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Whether the last attempt failed. */
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
      // The sleep rejects only when it is aborted.
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Lists if due, and watches until the watch ends. Returns the milliseconds to wait before the next turn. */
  async #turn(): Promise<number> {
    const start = performance.now();
    try {
      this.#version ??= await this.#list();
      await this.#watch(this.#version);
      return this.#retry.pauseAfterEnd(performance.now() - start);
    } catch (error) {
      if (this.#closing.signal.aborted) return 0;
      if (isExpired(error)) return this.#beginAnew(performance.now() - start);
      return this.#pauseAfter(error);
    }
  }

  async #list(): Promise<string> {
    const { client, resource, sink, timing } = this.#options;
    const reading = this.#reading(timing.listIdle);
    const start = performance.now();
    const listed = await listResource({ client, resource, pageSize: this.#pageSize, ...reading }, sink);
    this.#isSynced = true;
    this.#health.listed(listed.count, performance.now() - start);
    return listed.version;
  }

  async #watch(version: string): Promise<void> {
    const { client, resource, timing } = this.#options;
    const { least, most } = timing.watchSeconds;
    const seconds = Math.round(least + Math.random() * (most - least));
    const events = await openWatch({ client, resource, version, seconds, ...this.#reading(timing.watchIdle) });
    // A server that is starting accepts a watch and closes it at once.
    const settled = setTimeout(() => this.#health.established(), timing.settle);
    try {
      for await (const event of events) this.#take(event);
    } finally {
      clearTimeout(settled);
    }
  }

  #reading(idleMilliseconds: number): Reading {
    return { signal: this.#closing.signal, idleMilliseconds, connections: "watches" };
  }

  #take(event: WatchEvent): void {
    const { type, object, excess } = event;
    const { sink } = this.#options;
    if (type !== "BOOKMARK" && isNamed(event)) {
      if (type === "DELETED") sink.deleted(object);
      else sink.changed(object, excess);
    }
    this.#version = readVersion(object) ?? this.#version;
    this.#retry.progressed();
    this.#health.established();
  }

  /** Lists again, because the resourceVersion is too old. Expected after a long disconnection. */
  #beginAnew(livedMilliseconds: number): number {
    this.#version = undefined;
    this.#health.expired();
    return this.#retry.pauseAfterEnd(livedMilliseconds);
  }

  #pauseAfter(error: unknown): number {
    const pause = this.#retry.pauseAfterFailure(error);
    if (error instanceof TooLargeError) this.#pageSize = Math.max(1, Math.floor(this.#pageSize / 2));
    if (isAbsent(error)) this.#options.resource.onAbsent?.();
    if (this.#retry.isStuck) this.#version = undefined;
    this.#health.failed(error, pause);
    return pause;
  }
}
