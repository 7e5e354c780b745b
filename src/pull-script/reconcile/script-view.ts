import { ObjectCache } from "../../cluster/objects/object-cache.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { cutNamespace } from "../../kubernetes/object-key.ts";
import { GLOBAL } from "../../model-express/keys.ts";
import { hasScript, type PullScript } from "../../model-express/pull-script.ts";
import { readInstance } from "../../model-express/read-instance.ts";

export interface ScriptViewOptions {
  readonly script: PullScript;
  /** The number of watches that share the Services. A Service can be in several. */
  readonly serviceWatches: number;
  /** Namespaces whose pods are not sent to the webhook. */
  readonly excludedNamespaces: readonly string[];
  /** Namespaces whose global instances serve the pods of all namespaces. */
  readonly globalNamespaces: () => readonly string[];
  readonly onChange: (namespace: string) => void;
}

/** What a ConfigMap of the script's name is: a copy of the script, or something else. */
export type ScriptState = "copy" | "other";
type Reach = "namespace" | "global";

/** Which namespaces should have the script, and which have it. */
export class ScriptView {
  readonly namespaces: ObjectCache<true>;
  readonly services: readonly ObjectCache<Reach>[];
  readonly scripts: ObjectCache<ScriptState>;
  readonly #options: ScriptViewOptions;

  constructor(options: ScriptViewOptions) {
    const { script, onChange } = options;
    this.#options = options;
    this.namespaces = new ObjectCache({
      transform: (object) => this.#readNamespace(object),
      onChange: ifNew(onChange),
    });
    this.scripts = new ObjectCache<ScriptState>({
      transform: (object) => (hasScript(object, script) ? "copy" : "other"),
      onChange: ifNew((key) => onChange(cutNamespace(key))),
    });
    this.services = Array.from(
      { length: options.serviceWatches },
      () =>
        new ObjectCache<Reach>({
          transform: readReach,
          onChange: ifNew((key, now, before) => this.#onService(cutNamespace(key), now ?? before)),
        }),
    );
  }

  /** Whether pods of the namespace can be injected: it is opted in, and an instance serves it. */
  needsScript(namespace: string): boolean {
    if (this.namespaces.get(namespace) === undefined) return false;
    return this.#reachesIn(namespace).length > 0 || this.#hasGlobal();
  }

  /** What has the script's name in a namespace. */
  stateIn(namespace: string): ScriptState | undefined {
    return this.scripts.get(`${namespace}/${this.#options.script.name}`);
  }

  /** Calls back for each namespace, because the settings have changed. */
  requeueAll(): void {
    for (const namespace of this.namespaces.keys()) this.#options.onChange(namespace);
  }

  #onService(namespace: string, reach: Reach | undefined): void {
    if (reach === "global" && this.#options.globalNamespaces().includes(namespace)) this.requeueAll();
    else this.#options.onChange(namespace);
  }

  #hasGlobal(): boolean {
    return this.#options.globalNamespaces().some((namespace) => this.#reachesIn(namespace).includes("global"));
  }

  #reachesIn(namespace: string): readonly Reach[] {
    return this.services.flatMap((services) => [...services.in(namespace)]);
  }

  #readNamespace(object: JsonObject): true | undefined {
    const metadata = objectAt(object, "metadata");
    const isExcluded = this.#options.excludedNamespaces.includes(textAt(metadata, "name") ?? "");
    return isExcluded || textAt(metadata, "deletionTimestamp") !== undefined ? undefined : true;
  }
}

function readReach(service: JsonObject, excess?: string): Reach | undefined {
  const instance = readInstance(service, excess);
  if (instance === undefined || instance.problem !== undefined) return undefined;
  return instance.scope === GLOBAL ? "global" : "namespace";
}

type OnChange<T> = (key: string, now: T | undefined, before: T | undefined) => void;

/** A list repeats what did not change. */
function ifNew<T>(onChange: OnChange<T>): OnChange<T> {
  return (key, now, before) => {
    if (now !== before) onChange(key, now, before);
  };
}
