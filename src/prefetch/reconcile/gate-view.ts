import { ObjectCache } from "../../cluster/objects/object-cache.ts";
import { type GatedPod, readGatedPod } from "../actual/gated-pod.ts";

/** The watched pods that have our gate, by the instance that they wait for. */
export class GateView {
  readonly pods: ObjectCache<GatedPod>;
  readonly #byInstance = new Map<string, Map<string, GatedPod>>();

  /** @param onChange called with the key of each instance that a change concerns */
  constructor(onChange: (key: string) => void) {
    this.pods = new ObjectCache({
      onChange: (key, now, before) => {
        if (before !== undefined) this.#drop(key, before);
        if (now === undefined) return;
        this.#add(key, now);
        onChange(formatKey(now));
      },
      transform: readGatedPod,
    });
  }

  /** The pods that wait for the instance with this key. */
  listPods(key: string): readonly GatedPod[] {
    return [...(this.#byInstance.get(key)?.values() ?? [])];
  }

  #add(key: string, pod: GatedPod): void {
    const instance = formatKey(pod);
    const pods = this.#byInstance.get(instance) ?? new Map<string, GatedPod>();
    this.#byInstance.set(instance, pods.set(key, pod));
  }

  #drop(key: string, pod: GatedPod): void {
    const instance = formatKey(pod);
    const pods = this.#byInstance.get(instance);
    pods?.delete(key);
    if (pods?.size === 0) this.#byInstance.delete(instance);
  }
}

/** No object can be named `?`, so pods without an instance match none. */
function formatKey({ namespace, instance }: GatedPod): string {
  return instance ?? `${namespace}/?`;
}
