import { exceeds } from "../kubernetes/extent.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import type { ComponentName } from "../model-express/directory.ts";
import { DYNAMO } from "../model-express/keys.ts";
import { deriveLeaders } from "../operator/derive-pods.ts";
import { readGraph } from "../operator/read-graph.ts";

/** The pods that a rank may follow: leaders derived from graphs, and pods in manifests. */
export class ComponentPods {
  readonly #leaders = new Map<string, ReadonlyMap<string, JsonObject>>();
  readonly #written = new Map<string, JsonObject[]>();

  listPods(name: ComponentName): readonly JsonObject[] | undefined {
    const leaders = this.#leaders.get(`${name.namespace}/${name.graph}`);
    if (leaders === undefined) return this.#written.get(toKey(name));
    const leader = leaders.get(name.component);
    return leader === undefined ? [] : [leader];
  }

  /** Caches only the leaders of a graph, and skips very large ones. */
  setGraph(object: JsonObject, namespace: string, name: string): void {
    const leaders = deriveLeaders(readGraph(object, namespace));
    if (exceeds(leaders, { size: LIMITS.leaders })) return;
    this.#leaders.set(`${namespace}/${name}`, new Map(leaders.map(({ component, pod }) => [component, pod])));
  }

  deleteGraph(namespace: string, name: string): void {
    this.#leaders.delete(`${namespace}/${name}`);
  }

  /** Adds a pod or a pod template if its labels name a component. */
  addPod(pod: JsonObject, namespace: string): void {
    const labels = objectAt(objectAt(pod, "metadata"), "labels");
    const [graph, component] = [textAt(labels, DYNAMO.graph), textAt(labels, DYNAMO.component)];
    if (graph === undefined || component === undefined) return;
    const key = toKey({ namespace, graph, component });
    this.#written.set(key, [...(this.#written.get(key) ?? []), pod]);
  }
}

/** Unambiguous, because none of the three contains a slash. */
function toKey({ namespace, graph, component }: ComponentName): string {
  return `${namespace}/${graph}/${component}`;
}
