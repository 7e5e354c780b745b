import { ObjectCache } from "../../cluster/objects/object-cache.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { cutNamespace, toKey } from "../../kubernetes/object-key.ts";
import { byAge, type Instance } from "../../model-express/instance.ts";
import { readInstance } from "../../model-express/read-instance.ts";
import { type ActualObject, readActualObject } from "../actual/actual-object.ts";
import type { ActualState } from "../actual/actual-state.ts";
import { type Claim, readClaim, readStorageClass, type StorageClass } from "../actual/claim.ts";
import { readServerPod, readWorkload, type ServerPod, type Workload } from "../actual/workload.ts";
import { type DeclaredModelExpress, isValid, type ModelExpress, readModelExpress } from "../model-express.ts";

interface ActualService extends ActualObject {
  readonly instance: string | undefined;
  /** The instance that the injection reads from it. */
  readonly found: Instance | undefined;
}

export interface ClusterViewOptions {
  readonly manager: string;
  /** Called with the key of each `ModelExpress` that a change may affect. */
  readonly onChange: (key: string) => void;
}

/** The caches of the watches. Maps each change to the `ModelExpress` objects that it affects. */
export class ClusterView {
  readonly declared: ObjectCache<DeclaredModelExpress>;
  readonly serviceAccounts: ObjectCache<ActualObject>;
  readonly workloads: ObjectCache<Workload>;
  readonly claims: ObjectCache<Claim>;
  readonly storageClasses: ObjectCache<StorageClass>;
  readonly pods: ObjectCache<ServerPod>;
  readonly #services: ObjectCache<ActualService>[] = [];
  readonly #options: ClusterViewOptions;

  constructor(options: ClusterViewOptions) {
    const { manager, onChange } = options;
    this.#options = options;
    const own = <T>(transform: (object: JsonObject, manager: string) => T): ObjectCache<T> =>
      new ObjectCache({ onChange: (key) => onChange(key), transform: (object) => transform(object, manager) });
    this.serviceAccounts = own(readActualObject);
    this.workloads = own(readWorkload);
    this.pods = new ObjectCache({
      onChange: (_, now, before) => this.#concerns(instanceKey(now ?? before)),
      transform: readServerPod,
    });
    this.declared = new ObjectCache<DeclaredModelExpress>({
      onChange: (key, now, before) => this.#declaredChanged(key, now ?? before),
      transform: readModelExpress,
    });
    this.claims = new ObjectCache({
      onChange: (key) =>
        this.#concernsThose(cutNamespace(key), ({ namespace, spec }) => `${namespace}/${spec.pvc.name}` === key),
      transform: (object) => readClaim(object, manager),
    });
    this.storageClasses = new ObjectCache({
      onChange: () => this.requeueAll(),
      transform: readStorageClass,
    });
  }

  /** Queues every `ModelExpress`. */
  requeueAll(): void {
    for (const { namespace, name } of this.declared.values()) this.#concerns(`${namespace}/${name}`);
  }

  /** One cache per watch of Services. There are several watches, because label selectors have no "or". */
  services(): ObjectCache<ActualService> {
    const cache = new ObjectCache<ActualService>({
      onChange: (key, now, before) => this.#serviceChanged(key, [now?.found, before?.found]),
      transform: (object, excess) => ({
        ...readActualObject(object, this.#options.manager),
        found: readInstance(object, excess),
      }),
    });
    this.#services.push(cache);
    return cache;
  }

  readActualState(instance: ModelExpress): ActualState {
    const { namespace, spec } = instance;
    const key = toKey(instance);
    const claim = this.claims.get(`${namespace}/${spec.pvc.name}`);
    const found = this.#services.flatMap((cache) => [...cache.in(namespace)].flatMap((service) => service.found ?? []));
    const rivals = found.filter((each) => each.scope === spec.dynamoNamespace);
    return {
      serviceAccount: this.serviceAccounts.get(key),
      service: this.#services.map((cache) => cache.get(key)).find((service) => service !== undefined),
      workload: this.workloads.get(key),
      claim,
      storageClass: this.#classNamed(claim?.storageClass ?? spec.pvc.storageClass),
      pods: [...this.pods.in(namespace)].filter((pod) => instanceKey(pod) === key),
      rivals,
      sharer: this.#findSharer(instance),
    };
  }

  #classNamed(name: string | undefined): StorageClass | undefined {
    return name === undefined
      ? [...this.storageClasses.values()].find(({ isDefault }) => isDefault)
      : this.storageClasses.get(name);
  }

  #findSharer(instance: ModelExpress): ModelExpress | undefined {
    return this.#validIn(instance.namespace).find(
      (other) => sharesStorage(instance, other) && byAge(other, instance) < 0,
    );
  }

  #declaredChanged(key: string, instance: DeclaredModelExpress | undefined): void {
    this.#options.onChange(key);
    if (instance === undefined || !isValid(instance)) return;
    this.#concernsThose(instance.namespace, (other) => sharesClaim(instance, other));
  }

  #serviceChanged(key: string, found: readonly (Instance | undefined)[]): void {
    this.#options.onChange(key);
    this.#concernsThose(cutNamespace(key), ({ spec }) => found.some((each) => each?.scope === spec.dynamoNamespace));
  }

  /** Changes affect only their own namespace, so that objects in another one cost nothing. */
  #concernsThose(namespace: string, isConcerned: (instance: ModelExpress) => boolean): void {
    for (const { name } of this.#validIn(namespace).filter(isConcerned)) this.#concerns(`${namespace}/${name}`);
  }

  #concerns(key: string): void {
    this.#options.onChange(key);
  }

  #validIn(namespace: string): ModelExpress[] {
    return [...this.declared.in(namespace)].filter(isValid);
  }
}

function instanceKey(pod: ServerPod | undefined): string {
  return `${pod?.namespace}/${pod?.instance}`;
}

function sharesClaim(a: ModelExpress, b: ModelExpress): boolean {
  return a.uid !== b.uid && a.namespace === b.namespace && a.spec.pvc.name === b.spec.pvc.name;
}

function sharesStorage(a: ModelExpress, b: ModelExpress): boolean {
  if (!sharesClaim(a, b)) return false;
  const [one, other] = [a, b].map(({ spec }) => `${spec.pvc.subPath ?? ""}/`.replace(/^\//, ""));
  return one === undefined || other === undefined || one.startsWith(other) || other.startsWith(one);
}
