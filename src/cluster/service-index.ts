import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { toKey } from "../kubernetes/object-key.ts";
import type { Instance } from "../model-express/instance.ts";
import { GLOBAL, isModelExpressName, KEY_PREFIX } from "../model-express/keys.ts";
import type { NearMiss } from "../model-express/near-misses.ts";
import { findOwningModelExpress } from "../model-express/owning-model-express.ts";

/** The maximum per kind of near miss. Bounds the cost independently of the size of the cluster. */
const MOST = 4;

/** Indexes Services for the hints of a search that found nothing. */
export class ServiceIndex {
  readonly #byNamespace = new Map<string, Map<string, NearMiss>>();
  readonly #byScope = new Map<string, Map<string, NearMiss>>();

  /** @param instance `undefined` for a Service that is not marked as an instance */
  set(service: JsonObject, instance: Instance | undefined): void {
    const metadata = objectAt(service, "metadata");
    const namespace = textAt(metadata, "namespace") ?? "default";
    const name = textAt(metadata, "name") ?? "";
    this.delete(namespace, name);
    if (instance === undefined && !isLikely(metadata, name)) return;
    const miss = { namespace, name, scope: instance?.scope, owner: findOwningModelExpress(service) };
    add(this.#byNamespace, namespace, miss);
    if (miss.scope !== undefined) add(this.#byScope, miss.scope, miss);
  }

  delete(namespace: string, name: string): void {
    const old = this.#byNamespace.get(namespace)?.get(toKey({ namespace, name }));
    if (old === undefined) return;
    remove(this.#byNamespace, namespace, old);
    if (old.scope !== undefined) remove(this.#byScope, old.scope, old);
  }

  /**
   * Lists near misses: those in the namespace, then global ones elsewhere, then those elsewhere that serve the dynamo
   * namespace.
   */
  near(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[] {
    const here = first(this.#byNamespace.get(namespace));
    const elsewhere = [GLOBAL, ...(dynamoNamespace === undefined ? [] : [dynamoNamespace])]
      .flatMap((scope) => first(this.#byScope.get(scope)))
      .filter((miss) => miss.namespace !== namespace);
    return [...here, ...elsewhere];
  }
}

/** Whether it looks like Model Express: by its name, by its chart's label, or by one of our annotations. */
function isLikely(metadata: JsonObject, name: string): boolean {
  const chart = textAt(objectAt(metadata, "labels"), "app.kubernetes.io/name") ?? "";
  if (isModelExpressName(name) || isModelExpressName(chart)) return true;
  return Object.keys(objectAt(metadata, "annotations")).some((key) => key.startsWith(KEY_PREFIX));
}

type Index = Map<string, Map<string, NearMiss>>;

function add(index: Index, key: string, miss: NearMiss): void {
  const misses = index.get(key) ?? new Map<string, NearMiss>();
  index.set(key, misses.set(toKey(miss), miss));
}

function remove(index: Index, key: string, miss: NearMiss): void {
  const misses = index.get(key);
  misses?.delete(toKey(miss));
  if (misses?.size === 0) index.delete(key);
}

function first(misses: ReadonlyMap<string, NearMiss> | undefined): readonly NearMiss[] {
  const found: NearMiss[] = [];
  for (const miss of misses?.values() ?? []) {
    if (found.length === MOST) break;
    found.push(miss);
  }
  return found;
}
