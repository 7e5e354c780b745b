/** Why a `ModelExpress` is ready, or is not: the reasons of its conditions, each with what it means. */
export const REASONS = {
  Ready: "Pods of its dynamo namespace get it, and it answers.",
  InvalidSpec: "This version does not understand the spec.",
  CacheShared: "An older ModelExpress keeps its models in the same place, and two servers must not: it does not run.",
  ClaimNotFound: "The claim does not exist, and pvc.create is false.",
  ClaimPending: "The claim waits for its volume.",
  ClaimLost: "The volume of the claim is gone.",
  ClaimRefused: "The API server refused to make the claim.",
  StorageClassNotFound:
    "The claim names a storage class that does not exist, or names none and the cluster has no default class.",
  ClaimBound: "The claim has its volume.",
  ClaimDiffers: "The claim has its volume, but differs from pvc.",
  ClaimGrowing: "The claim's volume is growing.",
  NameTaken: "Something else has the name of its Service, Deployment or ServiceAccount.",
  Refused: "The API server refused an object that it needs.",
  PodsRefused: "The API server refuses its pods: a quota, Pod Security, or another policy.",
  Unschedulable: "No node has room for its pod.",
  ImageUnavailable: "An image cannot be pulled.",
  ContainerConfigError: "A container cannot start with its configuration, for example because a Secret is missing.",
  Crashing: "A container keeps crashing.",
  Progressing: "The server is starting.",
  Serving: "The server answers.",
  OlderInstance: "Pods get another Model Express of the same dynamo namespace, because it is older.",
} as const;

export type Reason = keyof typeof REASONS;

/** One condition, before it is known since when it is so. */
export interface Verdict {
  readonly isTrue: boolean;
  readonly reason: Reason;
  readonly message: string;
  /** That of the spec which it is about, unless that is the newest. */
  readonly observedGeneration?: number | undefined;
}

/** What keeps an object that is to be applied from being so. */
export interface Problem {
  readonly kind: string;
  readonly reason: "NameTaken" | "Refused";
  /** Names the object. */
  readonly message: string;
}
