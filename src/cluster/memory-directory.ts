import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import type { Claim, ComponentName, Directory } from "../model-express/directory.ts";
import type { Instance } from "../model-express/instance.ts";
import type { NearMiss } from "../model-express/near-misses.ts";
import { hasScript, type PullScript, SCRIPT_PREFIX } from "../model-express/pull-script.ts";
import { readInstance } from "../model-express/read-instance.ts";
import { ComponentPods } from "./component-pods.ts";
import { readClaim } from "./read-claim.ts";
import { type NamespaceFacts, readNamespace } from "./read-namespace.ts";
import { ServiceIndex } from "./service-index.ts";

/** The kinds of objects that a decision depends on. */
export type DirectoryKind = WatchedKind | "DynamoGraphDeployment" | "ModelExpress" | "ConfigMap";
/** The kinds that are watched. The others are read when a decision needs them. */
export type WatchedKind = "Service" | "PersistentVolumeClaim" | "Namespace";

/** A {@link Directory} in memory. Takes objects as the API server or a manifest has them. */
export class MemoryDirectory implements Directory {
  readonly #instances = new Map<string, Instance>();
  readonly #byScope = new Map<string, Map<string, Instance>>();
  readonly #services = new ServiceIndex();
  readonly #claims = new Map<string, Claim>();
  readonly #namespaces = new Map<string, NamespaceFacts>();
  readonly #pods = new ComponentPods();
  readonly #images = new Map<string, string>();
  /** The ConfigMaps with the pull script of any version. */
  readonly #scripts = new Map<string, JsonObject>();

  instancesFor(namespace: string, scope: string): readonly Instance[] {
    return [...(this.#byScope.get(toKey(namespace, scope))?.values() ?? [])];
  }

  instanceNamed(namespace: string, name: string): Instance | undefined {
    return this.#instances.get(toKey(namespace, name));
  }

  claim(namespace: string, name: string): Claim | undefined {
    return this.#claims.get(toKey(namespace, name));
  }

  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[] {
    return this.#services.near(namespace, dynamoNamespace);
  }

  listPods(component: ComponentName): readonly JsonObject[] | undefined {
    return this.#pods.listPods(component);
  }

  deployedImage(namespace: string, name: string): string | undefined {
    return this.#images.get(toKey(namespace, name));
  }

  isOptedIn(namespace: string): boolean | undefined {
    return this.#namespaces.get(namespace)?.isOptedIn;
  }

  /** The value of a namespace's opt-in label. */
  optInLabel(namespace: string): string | undefined {
    return this.#namespaces.get(namespace)?.optInLabel;
  }

  podSecurity(namespace: string): string | undefined {
    return this.#namespaces.get(namespace)?.podSecurity;
  }

  platformUser(namespace: string): number | undefined {
    return this.#namespaces.get(namespace)?.platformUser;
  }

  hasPullScript(namespace: string, script: PullScript): boolean {
    const configMap = this.#scripts.get(toKey(namespace, script.name));
    return configMap !== undefined && hasScript(configMap, script);
  }

  /** Every instance, in no particular order. */
  instances(): Iterable<Instance> {
    return this.#instances.values();
  }

  /** The number of objects of a kind. */
  count(kind: WatchedKind): number {
    if (kind === "Namespace") return this.#namespaces.size;
    return kind === "Service" ? this.#instances.size : this.#claims.size;
  }

  /**
   * Adds the object, or replaces the one of its name.
   *
   * @param excess why only the object's names are present, as a clause
   */
  set(kind: DirectoryKind, object: JsonObject, excess?: string): void {
    const { namespace, name } = readIdentity(object);
    if (kind === "Namespace") this.#namespaces.set(name, readNamespace(object));
    else if (kind === "PersistentVolumeClaim")
      this.#claims.set(toKey(namespace, name), readClaim(object, namespace, name));
    else if (kind === "DynamoGraphDeployment") this.#pods.setGraph(object, namespace, name);
    else if (kind === "ModelExpress") this.#images.set(toKey(namespace, name), readImage(object));
    else if (kind === "ConfigMap") this.#setScript(object, namespace, name);
    else this.#setService(object, excess);
  }

  /** Adds a pod or a pod template of a manifest. */
  addPod(pod: JsonObject, namespace: string): void {
    this.#pods.addPod(pod, namespace);
  }

  delete(kind: DirectoryKind, namespace: string, name: string): void {
    if (kind === "Namespace") this.#namespaces.delete(name);
    else if (kind === "PersistentVolumeClaim") this.#claims.delete(toKey(namespace, name));
    else if (kind === "DynamoGraphDeployment") this.#pods.deleteGraph(namespace, name);
    else if (kind === "ModelExpress") this.#images.delete(toKey(namespace, name));
    else if (kind === "ConfigMap") this.#scripts.delete(toKey(namespace, name));
    else {
      this.#services.delete(namespace, name);
      this.#setInstance(toKey(namespace, name), undefined);
    }
  }

  #setScript(configMap: JsonObject, namespace: string, name: string): void {
    if (name.startsWith(SCRIPT_PREFIX)) this.#scripts.set(toKey(namespace, name), configMap);
  }

  #setService(service: JsonObject, excess: string | undefined): void {
    const { namespace, name } = readIdentity(service);
    const instance = readInstance(service, excess);
    this.#services.set(service, instance);
    this.#setInstance(toKey(namespace, name), instance);
  }

  #setInstance(key: string, instance: Instance | undefined): void {
    const old = this.#instances.get(key);
    if (old !== undefined) this.#unscope(key, old);
    if (instance === undefined) {
      this.#instances.delete(key);
      return;
    }
    this.#instances.set(key, instance);
    const scopeKey = toKey(instance.namespace, instance.scope);
    const scoped = this.#byScope.get(scopeKey) ?? new Map<string, Instance>();
    this.#byScope.set(scopeKey, scoped.set(key, instance));
  }

  #unscope(key: string, instance: Instance): void {
    const scopeKey = toKey(instance.namespace, instance.scope);
    const scoped = this.#byScope.get(scopeKey);
    scoped?.delete(key);
    if (scoped?.size === 0) this.#byScope.delete(scopeKey);
  }
}

/** The namespace and name of an object. A manifest may omit the namespace. */
export function readIdentity(object: JsonObject): { readonly namespace: string; readonly name: string } {
  const metadata = objectAt(object, "metadata");
  return { namespace: textAt(metadata, "namespace") ?? "default", name: textAt(metadata, "name") ?? "" };
}

/** Unambiguous, because neither names nor label values contain a slash. */
function toKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Empty if the object leaves the image to the configuration. */
function readImage(object: JsonObject): string {
  return textAt(objectAt(object, "spec"), "image") ?? "";
}
