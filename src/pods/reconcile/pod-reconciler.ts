import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { Mutation } from "../../injection/mutate-pod.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { PODS } from "../../kubernetes/resource-type.ts";
import { type Judgement, judgePod } from "../judge-pod.ts";
import { listOccurrences } from "../occurrence.ts";
import { identifyPod } from "../regarding.ts";
import { lookAtPod, type WatchedPod } from "../watched-pod.ts";
import type { EventWriter } from "./event-writer.ts";
import type { Owners } from "./owners.ts";

export interface PodReconcilerOptions {
  readonly get: (key: string) => WatchedPod | undefined;
  /** Receives each decision. */
  readonly decided: (pod: WatchedPod, judgement: Judgement) => void;
  readonly writer: ObjectWriter;
  readonly events: EventWriter;
  readonly owners: Owners;
  readonly now: () => number;
  /** Decides with live reads: the cache can lag, and an Event cannot be taken back. */
  readonly mutate: (namespace: string, pod: JsonObject) => Promise<Mutation>;
}

/** When the budget of a namespace is spent. */
const LOOK_AGAIN_MS = 60_000;

/** Reports a pod's problems as Events on the pod, its workload and its graph. */
export class PodReconciler {
  readonly #options: PodReconcilerOptions;

  constructor(options: PodReconcilerOptions) {
    this.#options = options;
  }

  /** Returns the milliseconds after which a pod that is still undecided gets another turn. */
  async reconcile(key: string): Promise<number | undefined> {
    const { get, writer, events } = this.#options;
    const known = get(key);
    if (known === undefined) return undefined;
    const { namespace, name, outcome } = known;
    if (!events.mayLook(namespace)) return outcome === "undecided" ? LOOK_AGAIN_MS : undefined;
    const pod = await writer.get({ type: PODS, namespace, name });
    if (pod !== undefined) await this.#decide(known, pod);
    return undefined;
  }

  async #decide(known: WatchedPod, pod: JsonObject): Promise<void> {
    const { now, mutate, decided } = this.#options;
    const mutation = await mutate(known.namespace, pod);
    const watched = lookAtPod(pod, { before: known, now: now(), mutate: () => undefined });
    // Another pod of this name has its own entry.
    if (watched === undefined) return;
    const judgement = judgePod(pod, mutation);
    decided(watched, judgement);
    await this.#report(watched, pod, judgement);
  }

  async #report(watched: WatchedPod, pod: JsonObject, judgement: Judgement): Promise<void> {
    const { events, owners, now } = this.#options;
    const occurrences = listOccurrences(pod, { watched, judgement, now: now() });
    if (occurrences.length === 0) return;
    const above = await owners.of(pod);
    for (const occurrence of occurrences) {
      await events.write(identifyPod(pod), occurrence, occurrence.podKey);
      const ofPod = { ...occurrence, message: `pod ${watched.name}: ${occurrence.message}` };
      for (const owner of above) await events.write(owner, ofPod, occurrence.ownerKey);
    }
  }
}
