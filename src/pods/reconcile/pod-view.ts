import { ObjectCache, objectKey } from "../../cluster/objects/object-cache.ts";
import type { Mutation } from "../../injection/mutate-pod.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { Judgement } from "../judge-pod.ts";
import { lookAtPod, type WatchedPod, withJudgement } from "../watched-pod.ts";

export interface PodViewOptions {
  /** The number of watches that share the pods. Each pod is in exactly one. */
  readonly watches: number;
  readonly now: () => number;
  /** Decides about a pod from the cache. See `Look`. */
  readonly mutate: (pod: JsonObject) => Mutation | "later" | undefined;
  readonly onChange: (key: string, now: WatchedPod, before: WatchedPod | undefined) => void;
}

/** The cached facts of the watched pods, never the whole objects. */
export class PodView {
  readonly sinks: readonly ObjectCache<WatchedPod>[];

  constructor({ watches, now, mutate, onChange }: PodViewOptions) {
    this.sinks = Array.from({ length: watches }, () => {
      const pods: ObjectCache<WatchedPod> = new ObjectCache({
        onChange: (key, after, before) => {
          if (after !== undefined) onChange(key, after, before);
        },
        transform: (pod, excess) =>
          excess === undefined ? lookAtPod(pod, { before: pods.get(objectKey(pod)), now: now(), mutate }) : undefined,
      });
      return pods;
    });
  }

  get(key: string): WatchedPod | undefined {
    for (const sink of this.sinks) {
      const pod = sink.get(key);
      if (pod !== undefined) return pod;
    }
    return undefined;
  }

  /** Takes the decision about a pod that was undecided, unless another pod has its name by now. */
  decided({ namespace, name, uid }: WatchedPod, judgement: Judgement): void {
    for (const sink of this.sinks) {
      sink.update(`${namespace}/${name}`, (pod) => (pod.uid === uid ? withJudgement(pod, judgement) : pod));
    }
  }

  *pods(): Generator<WatchedPod> {
    for (const sink of this.sinks) yield* sink.values();
  }
}
