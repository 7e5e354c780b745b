import type { Logger } from "pino";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import { readBytes } from "../../cluster/api/body.ts";
import { objectPath, PODS } from "../../kubernetes/resource-type.ts";
import { PULL_NAME } from "../../model-express/pull-container.ts";
import { readProgress } from "../actual/pull-output.ts";
import type { PullPod } from "../actual/pull-pod.ts";

export interface ProgressReaderOptions {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

interface Progress {
  readonly bytes: number | undefined;
  /** By `performance.now()`. */
  readonly at: number;
}

/** The interval at which a pull prints a line; statuses are written no more often for progress. */
export const PROGRESS_MS = 15_000;
const IDLE_MS = 5000;
const MOST_BYTES = 4096;
const QUERY = `container=${PULL_NAME}&tailLines=4&limitBytes=${MOST_BYTES}`;

/** Reads how much pulls have on disk from the last lines of their logs, at most every 15 s per pod. */
export class ProgressReader {
  readonly #options: ProgressReaderOptions;
  /** By instance, then by the pod's name. */
  readonly #known = new Map<string, ReadonlyMap<string, Progress>>();
  #isRefused = false;

  constructor(options: ProgressReaderOptions) {
    this.#options = options;
  }

  forget(key: string): void {
    this.#known.delete(key);
  }

  /** Reads the progress of the instance's running pods, by name. Omits unreadable ones, which delay nothing else. */
  async read(key: string, pods: readonly PullPod[]): Promise<ReadonlyMap<string, number>> {
    const before = this.#known.get(key);
    const running = pods.filter(({ isRunning }) => isRunning);
    const entries = await Promise.all(
      running.map(async (pod) => [pod.name, await this.#refresh(pod, before?.get(pod.name))] as const),
    );
    if (entries.length === 0) this.#known.delete(key);
    else this.#known.set(key, new Map(entries));
    return new Map(entries.flatMap(([name, { bytes }]) => (bytes === undefined ? [] : [[name, bytes] as const])));
  }

  async #refresh(pod: PullPod, before: Progress | undefined): Promise<Progress> {
    if (before !== undefined && performance.now() - before.at < PROGRESS_MS) return before;
    const at = performance.now();
    if (this.#isRefused) return { bytes: undefined, at };
    const bytes = await this.#readBytes(pod).catch((error: unknown) => this.#onFailure(error));
    return { bytes: bytes ?? before?.bytes, at };
  }

  async #readBytes({ namespace, name }: PullPod): Promise<number | undefined> {
    const { client, signal } = this.#options;
    const path = `${objectPath({ type: PODS, namespace, name })}/log?${QUERY}`;
    const reading = { signal, idleMilliseconds: IDLE_MS, connections: "reads", accept: "text/plain, */*" } as const;
    return readProgress((await readBytes(await client.stream(path, reading), 2 * MOST_BYTES)).toString());
  }

  #onFailure(error: unknown): undefined {
    if (!(error instanceof ApiFailure && error.status === 403)) return;
    this.#isRefused = true;
    this.#options.log.info("logs of pulls may not be read: the status of models has no progress");
  }
}
