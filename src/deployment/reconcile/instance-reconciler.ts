import type { Logger } from "pino";
import type { ServerClock } from "../../cluster/api/server-clock.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { ResourceType } from "../../kubernetes/resource-type.ts";
import type { Seen } from "../actual/actual.ts";
import type { Live } from "../actual/live.ts";
import { type ClaimPlan, isOwnClaim, planClaim } from "../desired/claim.ts";
import { deployment } from "../desired/deployment.ts";
import { service } from "../desired/service.ts";
import { serviceAccount } from "../desired/service-account.ts";
import type { Identity, ModelExpress } from "../model-express.ts";
import { invalidStatus, statusOf } from "../status/status.ts";
import { Applier, type Outcome, type Wish } from "./applier.ts";
import type { ClusterView } from "./cluster-view.ts";
import { StatusWriter } from "./status-writer.ts";

export interface InstanceKeeperOptions {
  readonly view: ClusterView;
  readonly writer: ObjectWriter;
  readonly clock: ServerClock;
  readonly log: Logger;
}

export const SERVICE_ACCOUNTS: ResourceType = { apiVersion: "v1", plural: "serviceaccounts" };
export const CLAIMS: ResourceType = { apiVersion: "v1", plural: "persistentvolumeclaims" };
export const DEPLOYMENTS: ResourceType = { apiVersion: "apps/v1", plural: "deployments" };
const SERVICES: ResourceType = { apiVersion: "v1", plural: "services" };

/** Makes what each `ModelExpress` declares, and tells in its status how far that is. */
export class InstanceKeeper {
  readonly #view: ClusterView;
  readonly #clock: ServerClock;
  readonly #applier: Applier;
  readonly #statuses: StatusWriter;

  constructor({ view, writer, clock, log }: InstanceKeeperOptions) {
    this.#view = view;
    this.#clock = clock;
    this.#applier = new Applier(writer);
    this.#statuses = new StatusWriter({ writer, log });
  }

  /** Does what is to be done for one; the milliseconds until there may be more to do, although nothing changes. */
  async keep(key: string): Promise<number | undefined> {
    const instance = this.#view.declared.get(key);
    if (instance === undefined) return this.#forget(key);
    if (!("spec" in instance)) {
      await this.#statuses.tell(instance, invalidStatus(instance, this.#now));
      return undefined;
    }
    const seen = this.#view.seenOf(instance);
    const plan = planClaim(instance, seen);
    const outcomes = await this.#apply(key, instance, { seen, plan });
    // What was changed a moment ago is judged when the watch shows it.
    if (outcomes.every(({ isShown }) => isShown)) {
      const problems = outcomes.flatMap(({ problem }) => problem ?? []);
      const { differences } = plan;
      await this.#statuses.tell(instance, statusOf(instance, { seen, differences, problems, now: this.#now }));
    }
    const pauses = outcomes.flatMap(({ pause }) => pause ?? []);
    return pauses.length === 0 ? undefined : Math.min(...pauses);
  }

  /** What it owned, the garbage collector deletes. */
  #forget(key: string): undefined {
    this.#applier.forget(key);
    this.#statuses.forget(key);
  }

  async #apply(
    key: string,
    instance: ModelExpress,
    { seen, plan }: { readonly seen: Seen; readonly plan: ClaimPlan },
  ): Promise<readonly Outcome[]> {
    const apply = (wishes: readonly Wish[]) => Promise.all(wishes.map((wish) => this.#applier.apply(key, wish)));
    const isOurs = isOwnedBy(instance);
    const workload = { type: DEPLOYMENTS, live: seen.workload, isOurs };
    if (seen.sharer !== undefined) {
      // One that ran before the two came to share the place ends.
      return seen.workload === undefined ? [] : apply([{ ...workload, object: deployment(instance, 0) }]);
    }
    const outcomes = await apply([
      { type: SERVICE_ACCOUNTS, object: serviceAccount(instance), live: seen.serviceAccount, isOurs },
      { type: SERVICES, object: service(instance), live: seen.service, isOurs },
      ...claimWishes(instance, seen, plan),
    ]);
    if (outcomes.some(({ problem }) => problem?.reason === "NameTaken")) return outcomes;
    return [...outcomes, ...(await apply([{ ...workload, object: deployment(instance, 1) }]))];
  }

  get #now(): string {
    return new Date(this.#clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
  }
}

function isOwnedBy({ uid }: Identity): (live: Live) => boolean {
  return ({ owner }) => owner === uid;
}

function claimWishes(instance: ModelExpress, { claim }: Seen, { object }: ClaimPlan): readonly Wish[] {
  if (object === undefined) return [];
  return [{ type: CLAIMS, object, live: claim, isOurs: (live) => isOwnClaim(instance, live) }];
}
