import type { Logger } from "pino";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { ActualState } from "../../deployment/actual/actual-state.ts";
import type { DeployedModelExpress } from "../../deployment/model-express.ts";
import type { ModelStatus } from "../../deployment/model-express-status.ts";
import { objectAt, textAt } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { EVENTS, JOBS } from "../../kubernetes/resource-type.ts";
import { type Cache, findCache } from "../cache.ts";
import { type Attempt, pullJob } from "../desired/pull-job.ts";
import type { PullPodSettings } from "../desired/pull-pod.ts";
import { findHindrance } from "../hindrance.ts";
import { changedModels, modelEvent } from "../model-event.ts";
import { type PrefetchFacts, type PrefetchPlan, planPrefetch } from "../plan.ts";
import { countReady, type ModelsVerdict, modelsVerdict } from "../verdict.ts";
import type { PrefetchMetrics } from "./prefetch-metrics.ts";
import { PROGRESS_MS, ProgressReader } from "./progress-reader.ts";
import type { PullView } from "./pull-view.ts";
import { readRefusals } from "./refusal-reader.ts";

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

/** The delay before a refused Job is tried again. */
const REFUSED_MS = 60_000;

interface Refusal {
  readonly message: string;
  /** By `performance.now()`. */
  readonly at: number;
}

/** Brings the models of each instance into its cache, by Jobs. Keeps its lasting state in the instance's status. */
export class Prefetcher {
  readonly #options: PrefetcherOptions;
  readonly #progress: ProgressReader;
  /** By instance and model. */
  readonly #refused = new Map<string, ReadonlyMap<string, Refusal>>();

  constructor(options: PrefetcherOptions) {
    this.#options = options;
    this.#progress = new ProgressReader(options);
  }

  forget(key: string): void {
    this.#refused.delete(key);
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
    const facts = await this.#gather(key, instance, { actual, cache, jobs, wanted: [...listed, ...demanded] });
    const plan = planPrefetch(facts);
    const refusals = new Map([...facts.refusals, ...(await this.#act(key, instance, { plan, cache }))]);
    await this.#reportChanges(instance, facts.recorded, plan.models);
    const { models } = plan;
    return {
      models,
      refusals,
      cacheId: cache?.id,
      listed:
        listed.length === 0
          ? undefined
          : { ready: countReady({ listed, models }), verdict: modelsVerdict({ listed, models, refusals }) },
      pause: soonest(plan.pause, models.some(({ phase }) => phase === "Downloading") ? PROGRESS_MS : undefined),
    };
  }

  async #gather(
    key: string,
    instance: DeployedModelExpress,
    known: Pick<PrefetchFacts, "jobs" | "wanted"> & { actual: ActualState; cache: Cache | undefined },
  ): Promise<PrefetchFacts> {
    const { view, writer, client } = this.#options;
    const { actual, cache, jobs, wanted } = known;
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
      refusals: new Map([...podRefusals, ...this.#jobRefusals(key)]),
      hindrance: findHindrance(instance, actual),
      now,
    };
  }

  #jobRefusals(key: string): readonly (readonly [string, string])[] {
    const all = [...(this.#refused.get(key) ?? [])];
    return all
      .filter(([, { at }]) => performance.now() - at < REFUSED_MS)
      .map(([model, { message }]) => [model, message] as const);
  }

  /** Creates and deletes Jobs; returns the API server's refusals by model. */
  async #act(
    key: string,
    instance: DeployedModelExpress,
    { plan, cache }: { readonly plan: PrefetchPlan; readonly cache: Cache | undefined },
  ): Promise<ReadonlyMap<string, string>> {
    const { writer } = this.#options;
    const removals = plan.remove.map(({ namespace, name, uid }) => writer.delete({ type: JOBS, namespace, name }, uid));
    const starts = plan.start.map(async (attempt) => {
      const message = cache && (await this.#start(instance, attempt, cache));
      return message === undefined ? [] : [[attempt.model, message] as const];
    });
    const refusals = (await Promise.all(starts)).flat();
    await Promise.all(removals);
    this.#remember(key, plan.start, refusals);
    return new Map(refusals);
  }

  #remember(key: string, started: readonly Attempt[], refusals: readonly (readonly [string, string])[]): void {
    const tried = new Set(started.map(({ model }) => model));
    const before = [...(this.#refused.get(key) ?? [])].filter(([model]) => !tried.has(model));
    const at = performance.now();
    const all = [...before, ...refusals.map(([model, message]) => [model, { message, at }] as const)];
    if (all.length === 0) this.#refused.delete(key);
    else this.#refused.set(key, new Map(all));
  }

  /** Creates the Job; returns the API server's refusal, or `undefined` on success. */
  async #start(instance: DeployedModelExpress, attempt: Attempt, cache: Cache): Promise<string | undefined> {
    const { writer, settings, metrics } = this.#options;
    const job = pullJob(instance, { attempt, cache, settings: settings() });
    const name = textAt(objectAt(job, "metadata"), "name") ?? "";
    try {
      const made = await writer.create({ type: JOBS, namespace: instance.namespace, name }, job);
      if (made !== undefined) metrics.count("started");
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiFailure) || ![400, 403, 413, 422].includes(error.status)) throw error;
      metrics.count("refused");
      return `its Job is refused: ${plain(error.message, 300)}`;
    }
  }

  async #reportChanges(
    instance: DeployedModelExpress,
    before: readonly ModelStatus[],
    now: readonly ModelStatus[],
  ): Promise<void> {
    const { client, writer, metrics, log } = this.#options;
    const time = `${new Date(client.clock.now()).toISOString().slice(0, 19)}Z`;
    const { namespace, name } = instance;
    for (const model of changedModels(before, now)) {
      if (model.phase === "Ready") metrics.count("succeeded");
      if (model.phase === "Failed") metrics.count("failed");
      log.info({ modelExpress: `${namespace}/${name}`, model: model.name, phase: model.phase }, "model changed");
      await writer
        .create({ type: EVENTS, namespace, name: "" }, modelEvent(instance, model, time))
        .catch((error: unknown) => log.debug({ err: error }, "an Event could not be written"));
    }
  }
}

function soonest(...pauses: readonly (number | undefined)[]): number | undefined {
  const all = pauses.filter((pause) => pause !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
}
