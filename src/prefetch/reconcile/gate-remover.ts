import type { Logger } from "pino";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { ModelExpress } from "../../deployment/model-express.ts";
import { PODS } from "../../kubernetes/resource-type.ts";
import { GATE, GLOBAL } from "../../model-express/keys.ts";
import type { GatedPod } from "../actual/gated-pod.ts";
import { type GateFacts, judgeGates, type Removal } from "../judge-gates.ts";
import type { GateMetrics } from "./gate-metrics.ts";
import type { GateView } from "./gate-view.ts";

export interface GateRemoverOptions {
  readonly view: GateView;
  readonly writer: ObjectWriter;
  /** Milliseconds since the epoch, by the API server's clock. */
  readonly now: () => number;
  /** Namespaces whose global instances serve pods of all namespaces. */
  readonly globalNamespaces: () => readonly string[];
  readonly metrics: GateMetrics;
  readonly log: Logger;
}

/**
 * The number of an instance's models that pods can wait for; pods that wait for others are released at their
 * deadline.
 */
const MOST_MODELS = 64;
/** The number of concurrent removals. */
const WIDTH = 16;

/** Removes our scheduling gate from pods, and no other gate. */
export class GateRemover {
  readonly #options: GateRemoverOptions;

  constructor(options: GateRemoverOptions) {
    this.#options = options;
  }

  /** Lists the models that pods wait for. */
  modelsFor(key: string, instance: ModelExpress): readonly string[] {
    const pods = this.#options.view.listPods(key).filter((pod) => this.#mayUse(pod, instance));
    return [...new Set(pods.flatMap(({ models }) => models))].slice(0, MOST_MODELS);
  }

  /** Removes the gates of pods whose wait is over; returns the milliseconds until the next deadline. */
  async remove(
    key: string,
    instance: ModelExpress,
    known: Pick<GateFacts, "models" | "refusals">,
  ): Promise<number | undefined> {
    const [pods, others] = partition(this.#options.view.listPods(key), (pod) => this.#mayUse(pod, instance));
    const { removals, pause } = judgeGates({ ...known, pods, now: this.#options.now() });
    await this.#removeAll([...removals, ...others.map((pod) => ({ pod, why: "orphaned" as const }))]);
    return pause;
  }

  /** Releases the pods of an instance that is gone or cannot run. */
  async removeOrphans(key: string): Promise<void> {
    await this.#removeAll(this.#options.view.listPods(key).map((pod) => ({ pod, why: "orphaned" })));
  }

  /** Repeats the check of admission, because anyone can write an instance's name on a pod. */
  #mayUse({ namespace }: GatedPod, instance: ModelExpress): boolean {
    const { globalNamespaces } = this.#options;
    const isGlobal = instance.spec.dynamoNamespace === GLOBAL && globalNamespaces().includes(instance.namespace);
    return namespace === instance.namespace || isGlobal;
  }

  async #removeAll(removals: readonly { readonly pod: GatedPod; readonly why: Removal }[]): Promise<void> {
    for (let first = 0; first < removals.length; first += WIDTH) {
      await Promise.all(removals.slice(first, first + WIDTH).map(({ pod, why }) => this.#remove(pod, why)));
    }
  }

  async #remove({ namespace, name, uid }: GatedPod, why: Removal): Promise<void> {
    const { writer, metrics, log } = this.#options;
    const patch = { metadata: { uid }, spec: { schedulingGates: [{ $patch: "delete", name: GATE }] } };
    const isRemoved = await writer.patch({ type: PODS, namespace, name }, patch);
    if (!isRemoved) return;
    metrics.count(why);
    log.info({ pod: `${namespace}/${name}`, why }, "scheduling gate is removed");
  }
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
