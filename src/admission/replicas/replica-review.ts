import { isProblem, type ReviewRequest, readReview } from "../review.ts";

/** What the reviews of replicas have in common, and the name of a pod that has none yet. */
export type CommonPart = Readonly<Required<Omit<ReviewRequest, "uid" | "object" | "characters">>>;

/**
 * A review that is recognized by its bytes. Its pod is parsed if a decision asks for it. A class, because an object literal with
 * a getter gets a hidden class of its own each time, which only a full garbage collection frees.
 */
export class ReplicaReview implements ReviewRequest {
  readonly uid: string;
  readonly namespace: string;
  readonly podName: string;
  readonly isPodCreation: boolean;
  readonly isDryRun: boolean;
  readonly characters: number;
  readonly key: string;
  readonly #body: Buffer;
  #parsed: ReturnType<typeof readReview> | undefined;

  constructor(body: Buffer, common: CommonPart, { uid, podName }: Pick<ReviewRequest, "uid" | "podName">) {
    this.#body = body;
    this.uid = uid;
    this.namespace = common.namespace;
    this.podName = podName;
    this.isPodCreation = common.isPodCreation;
    this.isDryRun = common.isDryRun;
    this.characters = body.length;
    this.key = common.key;
  }

  /** A decision that waits for the cluster asks several times. */
  get object(): unknown {
    this.#parsed ??= readReview(this.#body.toString("utf8"));
    return isProblem(this.#parsed) ? undefined : this.#parsed.object;
  }
}
