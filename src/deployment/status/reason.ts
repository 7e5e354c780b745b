/** The reasons of a `ModelExpress`'s conditions, each with its meaning. */
export const REASONS = {
  Ready: "The server is available, and pods of its dynamo namespace get it.",
  InvalidSpec: "The spec is invalid for this version.",
  CacheShared:
    "An older ModelExpress has its cache in the same place. Two servers must not share one, so this one does not run.",
  ClaimNotFound: "The claim does not exist, and pvc.create is false.",
  ClaimPending: "The claim waits for its volume.",
  ClaimLost: "The volume of the claim is gone.",
  ClaimTerminating: "The claim is being deleted, and no new pod can mount it.",
  ClaimRefused: "The API server refused to create the claim.",
  StorageClassNotFound:
    "The claim names a storage class that does not exist, or names none and the cluster has no default class.",
  ClaimBound: "The claim is bound.",
  ClaimDiffers: "The claim has its volume, but differs from pvc.",
  ClaimGrowing: "The claim's volume is growing.",
  NameTaken: "Another object has the name of its Service, Deployment or ServiceAccount.",
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

/** A condition without its transition time. */
export interface Verdict {
  readonly isTrue: boolean;
  readonly reason: Reason;
  readonly message: string;
  /** The generation that the verdict is about, unless it is the newest. */
  readonly observedGeneration?: number | undefined;
}

/** Why an object could not be applied. */
export interface Problem {
  readonly kind: string;
  readonly reason: "NameTaken" | "Refused";
  /** Names the object. */
  readonly message: string;
}
