import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { DeployedModelExpress } from "../../deployment/model-express.ts";
import { objectAt, textAt } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { JOBS, objectPath } from "../../kubernetes/resource-type.ts";
import type { PullJob } from "../actual/pull-job.ts";
import type { Cache } from "../cache.ts";
import { type Attempt, buildPullJob } from "../desired/pull-job.ts";
import type { PullPodSettings } from "../desired/pull-pod.ts";
import type { PrefetchPlan } from "../plan.ts";
import type { PrefetchMetrics } from "./prefetch-metrics.ts";

export interface JobWriterOptions {
  readonly writer: ObjectWriter;
  readonly settings: () => PullPodSettings;
  readonly metrics: PrefetchMetrics;
}

/** The delay before a refused Job is tried again. */
const REFUSED_MS = 60_000;
/** Statuses of the API server that stay until the object, a quota or a policy changes. */
const REFUSALS = [400, 403, 413, 422];

/** How long a watch may take to show a new Job. Until then it is not created again. */
export const UNSEEN_MS = 10_000;

interface Refusal {
  readonly message: string;
  /** By `performance.now()`. */
  readonly at: number;
}

/** Creates and deletes the Jobs of a plan, and remembers which ones the API server refuses. */
export class JobWriter {
  readonly #options: JobWriterOptions;
  /** By instance and model. */
  readonly #refused = new Map<string, ReadonlyMap<string, Refusal>>();
  /** When a Job of this path was created, by `performance.now()`; oldest first. */
  readonly #created = new Map<string, number>();

  constructor(options: JobWriterOptions) {
    this.#options = options;
  }

  forget(key: string): void {
    this.#refused.delete(key);
  }

  /** The refusals that still hold, by model. */
  readRefusals(key: string): readonly (readonly [string, string])[] {
    const all = [...(this.#refused.get(key) ?? [])];
    return all
      .filter(([, { at }]) => performance.now() - at < REFUSED_MS)
      .map(([model, { message }]) => [model, message] as const);
  }

  /** Creates and deletes Jobs; returns the API server's refusals by model. */
  async write(
    key: string,
    instance: DeployedModelExpress,
    { plan, cache }: { readonly plan: Pick<PrefetchPlan, "start" | "remove">; readonly cache: Cache | undefined },
  ): Promise<ReadonlyMap<string, string>> {
    const start = async (attempt: Attempt): Promise<readonly (readonly [string, string])[]> => {
      const message = cache && (await this.#start(instance, attempt, cache));
      return message === undefined ? [] : [[attempt.model, message] as const];
    };
    // One wait for both, because a promise that fails before it is awaited ends the process.
    const [refusals] = await Promise.all([
      Promise.all(plan.start.map(start)),
      Promise.all(plan.remove.map((job) => this.#remove(job))),
    ]);
    this.#remember(key, plan.start, refusals.flat());
    return new Map(refusals.flat());
  }

  #remember(key: string, started: readonly Attempt[], refusals: readonly (readonly [string, string])[]): void {
    const tried = new Set(started.map(({ model }) => model));
    const before = [...(this.#refused.get(key) ?? [])].filter(([model]) => !tried.has(model));
    const at = performance.now();
    const all = [...before, ...refusals.map(([model, message]) => [model, { message, at }] as const)];
    if (all.length === 0) this.#refused.delete(key);
    else this.#refused.set(key, new Map(all));
  }

  async #remove({ namespace, name, uid }: PullJob): Promise<void> {
    await this.#options.writer.delete({ type: JOBS, namespace, name }, uid);
  }

  /** Creates the Job; returns the API server's refusal, or `undefined` on success. */
  async #start(instance: DeployedModelExpress, attempt: Attempt, cache: Cache): Promise<string | undefined> {
    const { writer, settings, metrics } = this.#options;
    const job = buildPullJob(instance, { attempt, cache, settings: settings() });
    const reference = {
      type: JOBS,
      namespace: instance.namespace,
      name: textAt(objectAt(job, "metadata"), "name") ?? "",
    };
    const path = objectPath(reference);
    if (this.#wasJustCreated(path)) return undefined;
    try {
      const made = await writer.create(reference, job);
      if (made !== undefined) {
        this.#created.set(path, performance.now());
        metrics.count("started");
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiFailure) || !REFUSALS.includes(error.status)) throw error;
      metrics.count("refused");
      return `its Job is refused: ${plain(error.message, 300)}`;
    }
  }

  #wasJustCreated(path: string): boolean {
    for (const [other, at] of this.#created) {
      if (performance.now() - at < UNSEEN_MS) break;
      this.#created.delete(other);
    }
    return this.#created.has(path);
  }
}
