import type { Logger } from "pino";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { ActualState } from "../../deployment/actual/actual-state.ts";
import type { DeployedModelExpress } from "../../deployment/model-express.ts";
import type { ModelStatus } from "../../deployment/model-express-status.ts";
import { pickSoonest } from "../../pick-soonest.ts";
import { type Cache, findCache } from "../cache.ts";
import type { PullPodSettings } from "../desired/pull-pod.ts";
import { findHindrance } from "../hindrance.ts";
import { listLifetimes } from "../lifetime.ts";
import { type PrefetchFacts, planPrefetch } from "../plan.ts";
import { countReady, judgeListed, type ModelsVerdict } from "../verdict.ts";
import { JobWriter, UNSEEN_MS } from "./job-writer.ts";
import type { PrefetchMetrics } from "./prefetch-metrics.ts";
import { PROGRESS_MS, ProgressReader } from "./progress-reader.ts";
import type { PullView } from "./pull-view.ts";
import { readRefusals } from "./refusal-reader.ts";
import { reportModels } from "./report-models.ts";

export interface PrefetcherOptions {
  readonly view: PullView;
  readonly client: ApiClient;
  readonly writer: ObjectWriter;
  readonly signal: AbortSignal;
  readonly settings: () => PullPodSettings;
  readonly metrics: PrefetchMetrics;
  readonly log: Logger;
}

/** The part of an instance's status that concerns its models. */
export interface PrefetchOutcome {
  readonly models: readonly ModelStatus[];
  /** Why the API server refuses Jobs or their pods, by model. */
  readonly refusals: ReadonlyMap<string, string>;
  readonly cacheId: string | undefined;
  /** Absent if the spec lists no models. */
  readonly listed: { readonly ready: string; readonly verdict: ModelsVerdict } | undefined;
  /** Milliseconds until the next look, even without a change. */
  readonly pause: number | undefined;
}

/** Brings the models of each instance into its cache, by Jobs. Keeps its lasting state in the instance's status. */
export class Prefetcher {
  readonly #options: PrefetcherOptions;
  readonly #progress: ProgressReader;
  readonly #jobs: JobWriter;

  constructor(options: PrefetcherOptions) {
    this.#options = options;
    this.#progress = new ProgressReader(options);
    this.#jobs = new JobWriter(options);
  }

  forget(key: string): void {
    this.#jobs.forget(key);
    this.#progress.forget(key);
  }

  /**
   * Takes the next step and returns the outcome; `undefined` for an instance without models.
   *
   * @param demanded models that pods wait for
   */
  async step(
    key: string,
    instance: DeployedModelExpress,
    { actual, demanded }: { readonly actual: ActualState; readonly demanded: readonly string[] },
  ): Promise<PrefetchOutcome | undefined> {
    const { models: listed = [] } = instance.spec;
    const jobs = this.#options.view.listJobs(instance);
    const isIdle = listed.length === 0 && demanded.length === 0 && jobs.length === 0;
    if (isIdle && instance.status.models === undefined) return undefined;
    const cache = findCache(instance, actual);
    const facts = await this.#gather(key, instance, {
      actual,
      cache,
      jobs,
      demanded,
      wanted: [...listed, ...demanded],
    });
    const plan = planPrefetch(facts);
    const refusals = new Map([...facts.refusals, ...(await this.#jobs.write(key, instance, { plan, cache }))]);
    await reportModels(this.#options, instance, { before: facts.recorded, now: plan.models });
    const { models } = plan;
    return {
      models,
      refusals,
      cacheId: cache?.id,
      listed:
        listed.length === 0
          ? undefined
          : { ready: countReady({ listed, models }), verdict: judgeListed({ listed, models, refusals }) },
      pause: pickSoonest([
        plan.pause,
        models.some(({ phase }) => phase === "Downloading") ? PROGRESS_MS : undefined,
        plan.start.length > 0 ? UNSEEN_MS : undefined,
      ]),
    };
  }

  async #gather(
    key: string,
    instance: DeployedModelExpress,
    known: Pick<PrefetchFacts, "jobs" | "wanted"> & {
      actual: ActualState;
      cache: Cache | undefined;
      demanded: readonly string[];
    },
  ): Promise<PrefetchFacts> {
    const { view, writer, client } = this.#options;
    const { actual, cache, jobs, demanded, wanted } = known;
    const { status } = instance;
    const now = client.clock.now();
    const pods = view.listPods(instance);
    const [bytes, podRefusals] = await Promise.all([
      this.#progress.read(key, pods),
      readRefusals(writer, { jobs, pods, now }),
    ]);
    return {
      wanted: [...new Set(wanted)],
      recorded: cache !== undefined && status.cacheId === cache.id ? (status.models ?? []) : [],
      jobs,
      pods,
      bytes,
      refusals: new Map([...podRefusals, ...this.#jobs.readRefusals(key)]),
      hindrance: findHindrance(instance, actual),
      lifetimes: listLifetimes(instance, demanded),
      now,
    };
  }
}
