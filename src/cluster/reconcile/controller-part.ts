import type { Logger } from "pino";
import type { ApiClient } from "../api/api-client.ts";
import type { Resource, ResourceSink } from "../watch/resource.ts";
import { ResourceWatch } from "../watch/resource-watch.ts";
import { WATCH_TIMING } from "../watch/timing.ts";
import type { ControllerName, ReconcileMetrics } from "./reconcile-metrics.ts";
import { WorkQueue } from "./work-queue.ts";

/** One of the controllers in the process. */
export interface ControllerPart {
  /** The watches without a complete first list, one short phrase each. */
  waitingFor(): readonly string[];
  close(): Promise<void>;
}

export interface PartOptions {
  readonly name: ControllerName;
  readonly client: ApiClient;
  readonly metrics: ReconcileMetrics;
  readonly log: Logger;
  readonly width?: number;
  /** Whether reconciliation must wait until every watch has listed. */
  readonly needsAllWatches?: boolean;
  /** Keys to reconcile at the start, without a change. */
  readonly initial?: readonly string[];
  /** Builds the controller. Called once, with the function that queues a key, which it must not call itself. */
  readonly build: (add: (key: string) => void) => BuiltPart;
}

export interface BuiltPart {
  /** See `WorkQueue`. */
  readonly reconcile: (key: string) => Promise<number | undefined>;
  /** The watches with their sinks, which queue the keys of what has changed. */
  readonly watches: readonly (readonly [Resource, ResourceSink])[];
}

const WIDTH = 4;
const BACKOFF = { first: 500, most: 60_000 };

/** Starts the watches, and reconciles the keys that their sinks queue. */
export function startPart(options: PartOptions): ControllerPart {
  const { name, client, metrics, log, width = WIDTH, needsAllWatches = false, initial = [] } = options;
  const queue = new WorkQueue({
    width,
    backoff: BACKOFF,
    isHeld: needsAllWatches,
    async reconcile(key) {
      const pause = await built.reconcile(key);
      metrics.count(name, "done");
      return pause;
    },
    onFailure(key, error, pause) {
      metrics.count(name, "failed");
      const why = error instanceof Error ? error.message : String(error);
      log.error({ controller: name, key, error: why, retryInMs: Math.round(pause) }, "reconcile failed; retrying");
    },
  });
  metrics.observeWait(name, () => queue.oldestWaitSeconds);
  const built = options.build((key) => queue.add(key));
  const unlisted = new Set(built.watches.map(([, sink]) => sink));
  const listed = (sink: ResourceSink): void => {
    if (unlisted.delete(sink) && unlisted.size === 0) queue.release();
  };
  const watches = built.watches.map(
    ([resource, sink]) =>
      new ResourceWatch({ client, resource, sink: withListing(sink, listed), timing: WATCH_TIMING, log }),
  );
  metrics.observeWatches(name, watches);
  for (const key of initial) queue.add(key);
  return {
    waitingFor: () => watches.filter(({ isSynced, isOptional }) => !isSynced && !isOptional).map((watch) => watch.name),
    async close() {
      await Promise.all(watches.map((watch) => watch.close()));
      await queue.close();
    },
  };
}

/** Wraps the sink with a callback after each complete list. */
function withListing(sink: ResourceSink, listed: (sink: ResourceSink) => void): ResourceSink {
  return {
    beginList: () => sink.beginList(),
    listed: (object, excess) => sink.listed(object, excess),
    endList() {
      sink.endList();
      listed(sink);
    },
    changed: (object, excess) => sink.changed(object, excess),
    deleted: (object) => sink.deleted(object),
  };
}
