import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { Mutation } from "../../injection/mutate-pod.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { PODS } from "../../kubernetes/resource-type.ts";
import { judgePod } from "../judge-pod.ts";
import { listOccurrences } from "../occurrence.ts";
import { podItself } from "../regarding.ts";
import { lookAtPod, type WatchedPod } from "../watched-pod.ts";
import type { EventWriter } from "./event-writer.ts";
import type { Owners } from "./owners.ts";

export interface PodReconcilerOptions {
  readonly get: (key: string) => WatchedPod | undefined;
  readonly writer: ObjectWriter;
  readonly events: EventWriter;
  readonly owners: Owners;
  readonly now: () => number;
  /** Decides with live reads: the cache can lag, and an Event cannot be taken back. */
  readonly mutate: (namespace: string, pod: JsonObject) => Promise<Mutation>;
}

/** Reports a pod's problems as Events on the pod, its workload and its graph. */
export class PodReconciler {
  readonly #options: PodReconcilerOptions;

  constructor(options: PodReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string): Promise<undefined> {
    const { get, writer, events } = this.#options;
    const known = get(key);
    if (known === undefined || !events.mayLook(known.namespace)) return;
    const { namespace, name } = known;
    const pod = await writer.get({ type: PODS, namespace, name });
    if (pod !== undefined) await this.#report(known, pod);
  }

  async #report(known: WatchedPod, pod: JsonObject): Promise<void> {
    const { events, owners, now, mutate } = this.#options;
    const mutation = await mutate(known.namespace, pod);
    const watched = lookAtPod(pod, { before: known, now: now(), mutate: () => undefined });
    // Another pod of this name has its own entry.
    if (watched === undefined) return;
    const occurrences = listOccurrences(pod, { watched, judgement: judgePod(pod, mutation), now: now() });
    if (occurrences.length === 0) return;
    const above = await owners.of(pod);
    for (const occurrence of occurrences) {
      await events.write(podItself(pod), occurrence, occurrence.podKey);
      const ofPod = { ...occurrence, message: `pod ${known.name}: ${occurrence.message}` };
      for (const owner of above) await events.write(owner, ofPod, occurrence.ownerKey);
    }
  }
}
