import type { Logger } from "pino";
import type { ServerClock } from "../../cluster/api/server-clock.ts";
import type { Regarding } from "../../cluster/objects/event.ts";
import { formatTime } from "../../cluster/objects/format-time.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { ProblemReporter } from "../../cluster/reconcile/problem-reporter.ts";
import { CLAIMS, DEPLOYMENTS, SERVICE_ACCOUNTS, SERVICES } from "../../kubernetes/resource-type.ts";
import { pickSoonest } from "../../pick-soonest.ts";
import type { GateRemover } from "../../prefetch/reconcile/gate-remover.ts";
import type { Prefetcher } from "../../prefetch/reconcile/prefetcher.ts";
import type { ActualObject } from "../actual/actual-object.ts";
import type { ActualState } from "../actual/actual-state.ts";
import { type ClaimPlan, isOwnClaim, planClaim } from "../desired/claim.ts";
import { buildDeployment } from "../desired/deployment.ts";
import { buildService } from "../desired/service.ts";
import { buildServiceAccount } from "../desired/service-account.ts";
import { type Identity, isValid, type ModelExpress, withImage } from "../model-express.ts";
import { KIND, MODEL_EXPRESSES } from "../model-express-type.ts";
import type { Problem } from "../status/reason.ts";
import { computeInvalidStatus, computeStatus } from "../status/status.ts";
import { Applier, type DesiredObject, type Outcome } from "./applier.ts";
import type { ClusterView } from "./cluster-view.ts";
import { StatusWriter } from "./status-writer.ts";

export interface InstanceReconcilerOptions {
  readonly view: ClusterView;
  readonly writer: ObjectWriter;
  readonly prefetcher: Prefetcher;
  readonly gates: GateRemover;
  readonly clock: ServerClock;
  readonly log: Logger;
  /** Of Model Express, for objects that name no image; it changes with the configuration. */
  readonly defaultImage: () => string;
}

const NO_MODELS = { models: [], refusals: new Map<string, string>() };

/** Reconciles the objects of each `ModelExpress`, and writes its status. */
export class InstanceReconciler {
  readonly #view: ClusterView;
  readonly #prefetcher: Prefetcher;
  readonly #gates: GateRemover;
  readonly #clock: ServerClock;
  readonly #defaultImage: () => string;
  readonly #applier: Applier;
  readonly #statuses: StatusWriter;
  readonly #problems: ProblemReporter<"InvalidSpec" | Problem["reason"]>;

  constructor({ view, writer, prefetcher, gates, clock, log, defaultImage }: InstanceReconcilerOptions) {
    this.#defaultImage = defaultImage;
    this.#view = view;
    this.#prefetcher = prefetcher;
    this.#gates = gates;
    this.#clock = clock;
    this.#applier = new Applier(writer);
    this.#statuses = new StatusWriter({ writer, log });
    this.#problems = new ProblemReporter({
      writer,
      clock,
      log,
      logField: "modelExpress",
      messages: { problem: "ModelExpress cannot be deployed", solved: "ModelExpress can be deployed again" },
      eventReason: (reason) => reason,
    });
  }

  /**
   * Reconciles the `ModelExpress` with this key. Returns the milliseconds after which to reconcile again without a
   * change, if any.
   */
  async reconcile(key: string): Promise<number | undefined> {
    const instance = this.#view.declared.get(key);
    if (instance === undefined || !isValid(instance)) await this.#gates.removeOrphans(key);
    if (instance === undefined) return this.#forget(key);
    if (!isValid(instance)) {
      await this.#statuses.write(instance, computeInvalidStatus(instance, this.#now));
      return this.#problems.report(toRegarding(instance), { reason: "InvalidSpec", message: instance.problem });
    }
    const actual = this.#view.readActualState(instance);
    const plan = planClaim(instance, actual);
    const outcomes = await this.#apply(key, instance, { actual, plan });
    // The status follows only once the watches show what was applied.
    const isShown = outcomes.every((outcome) => outcome.isShown);
    const problems = outcomes.flatMap(({ problem }) => problem ?? []);
    const pause = isShown ? await this.#writeStatus(key, instance, { actual, plan, problems }) : undefined;
    const again = await this.#problems.report(toRegarding(instance), problems[0]);
    return pickSoonest([again, pause, ...outcomes.map((outcome) => outcome.pause)]);
  }

  /** Takes the next step for the models, writes all that there is to say, and lets pods go that waited for that. */
  async #writeStatus(
    key: string,
    declared: ModelExpress,
    known: { readonly actual: ActualState; readonly plan: ClaimPlan; readonly problems: readonly Problem[] },
  ): Promise<number | undefined> {
    const { actual, plan, problems } = known;
    const instance = { ...declared, status: this.#statuses.current(declared) };
    const demanded = this.#gates.modelsFor(key, instance);
    const models = await this.#prefetcher.step(key, withImage(instance, this.#defaultImage()), { actual, demanded });
    const { differences } = plan;
    const status = computeStatus(instance, { actual, differences, problems, models, now: this.#now });
    await this.#statuses.write(declared, status);
    // It does not run beside the other one, so nothing comes.
    if (actual.sharer !== undefined) await this.#gates.removeOrphans(key);
    const pause = await this.#gates.remove(key, instance, models ?? NO_MODELS);
    return pickSoonest([pause, models?.pause]);
  }

  /** The garbage collector deletes what it owned. */
  #forget(key: string): undefined {
    this.#applier.forget(key);
    this.#statuses.forget(key);
    this.#problems.forget(key);
    this.#prefetcher.forget(key);
  }

  async #apply(
    key: string,
    instance: ModelExpress,
    { actual, plan }: { readonly actual: ActualState; readonly plan: ClaimPlan },
  ): Promise<readonly Outcome[]> {
    const apply = (objects: readonly DesiredObject[]) =>
      Promise.all(objects.map((desired) => this.#applier.apply(key, desired)));
    const isOurs = isOwnedBy(instance);
    const deployed = withImage(instance, this.#defaultImage());
    const workload = { type: DEPLOYMENTS, actual: actual.workload, isOurs };
    if (actual.sharer !== undefined) {
      // Scales down a server that was running before its cache became shared.
      return actual.workload === undefined ? [] : apply([{ ...workload, object: buildDeployment(deployed, 0) }]);
    }
    const outcomes = await apply([
      { type: SERVICE_ACCOUNTS, object: buildServiceAccount(instance), actual: actual.serviceAccount, isOurs },
      { type: SERVICES, object: buildService(instance), actual: actual.service, isOurs },
      ...desiredClaims(instance, actual, plan),
    ]);
    if (outcomes.some(({ problem }) => problem?.reason === "NameTaken")) return outcomes;
    return [...outcomes, ...(await apply([{ ...workload, object: buildDeployment(deployed, 1) }]))];
  }

  get #now(): string {
    return formatTime(this.#clock.now());
  }
}

function toRegarding({ namespace, name, uid }: Identity): Regarding {
  return { apiVersion: MODEL_EXPRESSES.apiVersion, kind: KIND, namespace, name, uid };
}

function isOwnedBy({ uid }: Identity): (actual: ActualObject) => boolean {
  return ({ owner }) => owner === uid;
}

function desiredClaims(
  instance: ModelExpress,
  { claim }: ActualState,
  { object }: ClaimPlan,
): readonly DesiredObject[] {
  if (object === undefined) return [];
  return [{ type: CLAIMS, object, actual: claim, isOurs: (actual) => isOwnClaim(instance, actual) }];
}
